"""A document with what it is."""

from typing import Any

from django import forms

from competitions.models import Application, CompanyDocument
from competitions.rules.documents import TAKEN, DocumentKind
from competitions.services.documents import About
from portal.accounts.models import Membership
from portal.core.forms import HouseForm


class DocumentForm(HouseForm):
    """A file, its type, the company it is about and its last day."""

    file = forms.FileField(
        label="File",
        help_text=f"{TAKEN}; up to 20 MB. A ZIP may hold the papers of several companies.",
        widget=forms.FileInput({"accept": ".pdf,.docx,.xlsx,.png,.jpg,.jpeg,.zip"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    kind = forms.ChoiceField(label="Type", choices=[(one.value, one.label) for one in DocumentKind])
    entity = forms.CharField(
        label="Company it is about", max_length=200, help_text="Ours, or a parent or subsidiary."
    )
    expires_on = forms.DateField(
        label="Valid until",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Its last day. We remind you 60, 30 and 7 days before, and on the day.",
    )
    application = forms.ModelChoiceField(
        label="For", queryset=Application.objects.none(), required=False, empty_label="Every operator"
    )

    def __init__(self, member: Membership, *args: Any, replaces: CompanyDocument | None = None) -> None:
        initial: dict[str, Any] = {"entity": member.organisation.name}
        if replaces:
            initial |= {
                "kind": replaces.kind,
                "entity": replaces.entity,
                "application": replaces.application_id,
            }
        super().__init__(*args, initial=initial)
        own = Application.objects.visible_to(member).defer("answers", "raw")
        self.fields["application"].queryset = own.order_by("operator_name", "pk")  # type: ignore[attr-defined]

    def about(self) -> About:
        """What was said of the file."""
        said = self.cleaned_data
        return About(said["kind"], said["entity"], said["expires_on"], said["application"])

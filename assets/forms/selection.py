"""Which assets were ticked, what is asked of them, and what each deed has to be told."""

from typing import Any

from django import forms

from assets.models import AssetGroup
from assets.models.asset import LIVE_STATUSES
from assets.rules.groups import LONGEST_NAME
from portal.accounts.models import Membership
from portal.core.forms import HouseForm

NOTHING = "Tick the assets first, or “all that match”."
# As many as stand on a page, and then some: whoever wants more chooses all that match.
MOST_TICKED = 500


class KeysField(forms.Field):
    """Primary keys, as many as were ticked."""

    widget = hidden_widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        try:
            return [int(key) for key in value or []]
        except ValueError as error:
            raise forms.ValidationError("An asset is named by its number.") from error


class SelectionForm(forms.Form):
    """What the list sends: ticked assets, or all that its query finds, and the deed."""

    deed = forms.CharField(error_messages={"required": "Choose what to do with them."})
    asset = KeysField(required=False)
    all = forms.BooleanField(required=False)
    query = forms.CharField(required=False, max_length=2_000)
    next = forms.CharField(required=False, max_length=2_000)

    def clean(self) -> dict[str, Any]:
        """Something must be chosen, and of one kind."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("all") and not cleaned.get("asset"):
            self.add_error(None, NOTHING)
        if len(cleaned.get("asset") or []) > MOST_TICKED:
            self.add_error(None, f"Tick at most {MOST_TICKED} assets, or choose all that match.")
        return cleaned

    @property
    def first_words(self) -> str:
        """What is wrong first."""
        return next(str(words[0]) for words in self.errors.values())


class DeedForm(HouseForm):
    """What a deed has to be told; nothing for most."""

    # How many assets were shown to who says yes.
    agreed = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        self.member = member
        super().__init__(*args, **kwargs)


class StatusForm(DeedForm):
    """Which status; archiving is a deed of its own."""

    status = forms.ChoiceField(
        label="New status",
        choices=[("", "Choose"), *LIVE_STATUSES],
        error_messages={"required": "Choose a status."},
    )
    send = forms.BooleanField(label="Send what changes to Piclo", required=False)


class GroupForm(DeedForm):
    """Which group, or what a new one is called."""

    group = forms.ModelChoiceField(AssetGroup.objects.none(), required=False, empty_label="A new group")
    name = forms.CharField(
        label="Name of the new group",
        required=False,
        max_length=LONGEST_NAME,
        help_text="Where no group is chosen above.",
    )

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, member=member, **kwargs)
        groups: Any = self.fields["group"]
        groups.queryset = AssetGroup.objects.visible_to(member).order_by("name")

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("group")) == bool(cleaned.get("name")) and not self.errors:
            both = "Choose a group or name a new one, not both."
            self.add_error("name", both if cleaned.get("name") else "Choose a group, or name a new one.")
        return cleaned


class UngroupForm(DeedForm):
    """Which group they are to leave."""

    group = forms.ModelChoiceField(
        AssetGroup.objects.none(), empty_label="Choose", error_messages={"required": "Choose a group."}
    )

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, member=member, **kwargs)
        groups: Any = self.fields["group"]
        groups.queryset = AssetGroup.objects.visible_to(member).order_by("name")


class GroupNameForm(HouseForm):
    """What a group is called."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        help_text="A unit or a portfolio: what is bid, dispatched and metered together.",
        error_messages={"required": "Give the group a name."},
    )

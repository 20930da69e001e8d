"""Answering, one instruction or several."""

from typing import Any

from django import forms

from dispatch.models import Answer
from dispatch.rules.answers import LONGEST_REASON, why_no_reason
from portal.core.forms import HouseForm


class AnswerForm(HouseForm):
    """Accept or reject, to the version that was looked at. The buttons carry the answer."""

    answer = forms.ChoiceField(choices=Answer.choices, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text="Needed to reject: the operator reads it.",
    )

    def clean(self) -> dict[str, Any]:
        """A rejection has a reason."""
        cleaned = super().clean() or self.cleaned_data
        words = why_no_reason(cleaned.get("answer", ""), cleaned.get("reason", ""))
        if words and "reason" not in self.errors:
            self.add_error("reason", words)
        return cleaned


class SeenField(forms.Field):
    """ "12:3" for version 3 of instruction 12, any number of them."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": "Choose at least one instruction.",
        "invalid": "This choice is garbled.",
    }

    def to_python(self, value: Any) -> list[tuple[int, int]]:
        """Pairs of key and version; the first pair of a key counts."""
        pairs: dict[int, int] = {}
        for text in value or []:
            key, _, version = str(text).partition(":")
            if not (key.isdecimal() and version.isdecimal() and len(text) < 40):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            pairs.setdefault(int(key), int(version))
        return list(pairs.items())


class AnswerManyForm(HouseForm):
    """One answer for every chosen instruction, each in the version that was looked at."""

    answer = forms.ChoiceField(choices=Answer.choices)
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)
    seen = SeenField()

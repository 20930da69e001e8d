"""Forms about people and keys."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from portal.accounts.permissions import Role
from portal.core.forms import HouseForm

ROLE_WORDS = {
    Role.OWNER: "Everything, and who may do what",
    Role.PORTFOLIO: "Registers and changes assets",
    Role.BIDDER: "Drafts ballots and asks for approval",
    Role.APPROVER: "Approves ballots that others drafted",
    Role.DISPATCHER: "Answers dispatch instructions",
    Role.SETTLEMENT: "Uploads meter data, makes reports and invoices",
    Role.VIEWER: "Sees assets and competitions, but no prices and no payments",
}


class RolesForm(HouseForm):
    roles = forms.MultipleChoiceField(
        choices=[
            (role.value, f"{role.capitalize()}: {words[0].lower()}{words[1:]}")
            for role, words in ROLE_WORDS.items()
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )


class MemberForm(RolesForm):
    email = forms.EmailField(label="E-mail address")
    name = forms.CharField(max_length=120)

    field_order = ["email", "name", "roles"]


class TokenForm(HouseForm):
    name = forms.CharField(max_length=80, help_text="What uses it, for example “price dashboard”.")
    days = forms.TypedChoiceField(
        label="Valid for",
        choices=[("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("0", "until it is revoked")],
        coerce=int,
        initial="90",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        days = data.get("days")
        data["expires_at"] = timezone.now() + timedelta(days=days) if days else None
        return data

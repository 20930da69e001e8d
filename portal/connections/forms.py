"""Forms of a connection. Keys can be entered and never read back."""

from typing import Any
from urllib.parse import urlparse

from django import forms
from django.core.exceptions import ValidationError

from portal.core.forms import HouseForm, VersionedModelForm
from portal.piclo.models import Connection
from portal.piclo.services import ConnectionValues

KEPT = "Leave empty to keep the present one."


def _secret_field(label: str, help_text: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, required=False, strip=True, widget=widget, help_text=help_text)


class ConnectionForm(VersionedModelForm):
    """Address, provider and credentials."""

    api_key = _secret_field("API key", "")
    webhook_secret = _secret_field("Webhook secret", "")
    knowingly = forms.BooleanField(
        label="Save although it does not work",
        required=False,
        help_text="The connection that stands now works. Nothing is read or sent until the new one does.",
    )

    class Meta:
        model = Connection
        fields = ("base_url", "provider_id", "client_id")
        labels = {
            "base_url": "Address of the API",
            "provider_id": "Flex Provider ID",
            "client_id": "Client ID",
        }
        help_texts = {
            "provider_id": "Also called Org ID at Piclo. It is compared with what Piclo says to these credentials.",
            "client_id": "Of the machine user that Piclo's support set up for you.",
        }

    def __init__(self, *args: object, is_practice: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.is_practice = is_practice
        exists = self.instance.pk is not None
        self.fields["api_key"].required = not exists
        self.fields["api_key"].help_text = KEPT if exists else "Kept encrypted; nobody can read it back."
        self.fields["webhook_secret"].help_text = (
            KEPT if self.instance.webhook_secret else "With it, calls that claim to be Piclo's are checked."
        )
        self.offer_knowingly(offered=False)

    def offer_knowingly(self, *, offered: bool = True) -> None:
        """Ask whether a working connection may be replaced by one that does not work."""
        self.fields["knowingly"].widget = forms.CheckboxInput() if offered else forms.HiddenInput()

    def clean_base_url(self) -> str:
        """Credentials travel encrypted, except to a practice market on one's own machine."""
        address = str(self.cleaned_data["base_url"]).rstrip("/")
        parts = urlparse(address)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.query
            or parts.fragment
            or parts.username
        ):
            raise ValidationError("Give the plain address of the API, like https://api.picloflex.com.")
        if parts.scheme == "http" and not self.is_practice:
            raise ValidationError("The market itself is reached by https only.")
        return address

    def clean(self) -> dict[str, Any]:
        """A key that is kept goes to no other host than the one it was entered for."""
        data: dict[str, Any] = super().clean() or {}
        moved = urlparse(self.instance.base_url).netloc != urlparse(data.get("base_url", "")).netloc
        if self.instance.pk and data.get("base_url") and moved and not data.get("api_key"):
            self.add_error("api_key", "Enter the API key again: it would be sent to another host.")
        return data

    def values(self) -> ConnectionValues:
        """What was entered, for the service."""
        given = {name: self.cleaned_data[name] for name in ConnectionValues.__dataclass_fields__}
        return ConnectionValues(**given)


class IntervalForm(HouseForm):
    """How often a feed is read."""

    units = {"interval_s": "seconds"}
    interval_s = forms.IntegerField(label="Read every", min_value=1, max_value=7 * 86_400)

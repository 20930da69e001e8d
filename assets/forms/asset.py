"""The form of an asset."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse

from assets.models import Asset, AssetStatus
from assets.rules.checks import Faults, faults_of, new_faults
from assets.rules.fields import COLUMNS
from assets.rules.kinds import CATEGORIES, CATEGORY_LABELS, category_label, in_words, type_label
from portal.core.forms import VersionedModelForm

METER = "13 digits; the first two, 10 to 29, name the network."
OWN_WORDS = "In your own words."
HOURS = "hours:minutes:seconds, such as 00:15:00"


class AssetForm(VersionedModelForm):
    """All that people may say of an asset. Words of Piclo's that we do not know stay choosable where they stand."""

    units = {
        "voltage_level_kv": "kV",
        "active_export_capacity_mw": "MW",
        "active_import_capacity_mw": "MW",
        "max_export_capacity_mw": "MW",
        "max_import_capacity_mw": "MW",
        "reactive_export_capacity_mvar": "MVAr",
        "reactive_import_capacity_mvar": "MVAr",
    }

    status = forms.ChoiceField()
    category = forms.ChoiceField()
    asset_type = forms.ChoiceField(label="Type")
    voltage_level_kv = forms.DecimalField(label="Voltage level", max_digits=7, decimal_places=3)

    class Meta:
        model = Asset
        fields = (*COLUMNS, "shares_meter")
        labels = {
            "ref": "Reference",
            "country_code": "Country",
            "active_export_capacity_mw": "Active export",
            "active_import_capacity_mw": "Active import",
            "reactive_export_capacity_mvar": "Reactive export",
            "reactive_import_capacity_mvar": "Reactive import",
            "max_export_capacity_mw": "Export limit of the connection",
            "max_import_capacity_mw": "Import limit of the connection",
            "min_runtime": "Shortest run",
            "max_runtime": "Longest run",
            "asset_scale": "Scale",
            "shares_meter": "Another asset may have the same meter",
        }
        help_texts = {
            "ref": "Yours; unique among your assets, and how Piclo's record is found again.",
            "postcode": "Or both coordinates below.",
            "name": "What people here call it.",
            "status": "Archived assets take part in nothing.",
            "voltage_level_kv": "Of the connection: 0.4, 11 or 33, for example.",
            "latitude": "Degrees north, such as 55.93.",
            "longitude": "Degrees east; west of Greenwich with a minus, such as -3.05.",
            "country_code": "Two letters, such as GB.",
            "import_meter_id": METER,
            "export_meter_id": METER,
            "shares_meter": "Without it an MPAN that another live asset has is refused.",
            "asset_scale": OWN_WORDS,
            "connection_status": OWN_WORDS,
            "connection_type": OWN_WORDS,
            "connection_current": OWN_WORDS,
            "metering_point": OWN_WORDS,
            "meter_interval": OWN_WORDS,
            "reactive_export_capacity_mvar": "0 where there is none.",
            "reactive_import_capacity_mvar": "0 where there is none.",
            "active_export_capacity_mw": "Generation turned up and demand turned down.",
            "active_import_capacity_mw": "Demand turned up and generation turned down.",
            "max_export_capacity_mw": "0 where it is not known.",
            "max_import_capacity_mw": "0 where it is not known.",
            "response_time": HOURS,
            "min_runtime": HOURS,
            "max_runtime": HOURS,
            "recovery_time": HOURS,
        }
        widgets = {
            "operational_date": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            # Coordinates are long: text fields, not the short ones of amounts.
            "latitude": forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
            "longitude": forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept: Asset = self.instance
        self._offer("status", AssetStatus.choices, kept.status, in_words(kept.status))
        self._offer("category", CATEGORY_LABELS.items(), kept.category, category_label(kept.category))
        types = [(CATEGORY_LABELS[category], tuple(types.items())) for category, types in CATEGORIES.items()]
        known = {code for _, group in types for code, _ in group}
        if kept.asset_type and kept.asset_type not in known:
            types.append(("As Piclo has it", ((kept.asset_type, type_label(kept.asset_type)),)))
        self._choices("asset_type", [("", "Choose…"), *types])
        self._check_when_left()
        for name, value in self.initial.items():
            if isinstance(value, Decimal):
                self.initial[name] = f"{value.normalize():f}"

    def clean(self) -> dict[str, Any]:
        """The rules of an asset, said under the fields they are about."""
        values = super().clean() or self.cleaned_data
        standing = {column: getattr(self.instance, column) for column in COLUMNS}
        self.add_faults(new_faults(standing, values) if self.instance.pk else faults_of(values))
        return values

    def add_faults(self, faults: Faults) -> None:
        """Show faults, in the rules' or the service's words."""
        for name, words in faults.items():
            for word in words:
                self.add_error(name if name in self.fields else None, word)

    def values(self) -> dict[str, Any]:
        """What was entered, by column."""
        return {column: self.cleaned_data[column] for column in (*COLUMNS, "shares_meter")}

    def _check_when_left(self) -> None:
        """Each field is asked about when it is left; the answer goes under it and nothing is saved."""
        address = reverse("assets:asset-check")
        about = f"&asset={self.instance.pk}" if self.instance.pk else ""
        for name, field in self.fields.items():
            if name != "version":
                field.checked = True  # type: ignore[attr-defined]
                field.widget.attrs |= {
                    "hx-post": f"{address}?field={name}{about}",
                    "hx-trigger": "change",
                    "hx-target": f"#id_{name}_said",
                    "hx-swap": "innerHTML",
                }

    def _offer(self, name: str, known: Iterable[tuple[str, Any]], kept: str, label: str) -> None:
        choices = [(code, str(word)) for code, word in known]
        if kept and kept not in dict(choices):
            choices.append((kept, label))
        self._choices(name, [("", "Choose…"), *choices])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

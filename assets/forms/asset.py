"""The form of an asset."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assets.forms.portfolio import PortfolioForm, types_offered
from assets.models import Asset, AssetStatus
from assets.rules.checks import Faults, faults_of, new_faults
from assets.rules.fields import COLUMNS
from assets.rules.kinds import CATEGORY_LABELS, category_label, in_words
from assets.rules.used import ASSET_WORDS

METER = "13 digits; the first two, 10 to 29, name the network."
OWN_WORDS = "In your own words."
HOURS = "hours:minutes:seconds, such as 00:15:00"


class AssetForm(PortfolioForm):
    """All that people may say of an asset."""

    judged, kept = COLUMNS, (*COLUMNS, "shares_meter")
    check_at, check_of = "assets:asset-check", "asset"
    suggested = ASSET_WORDS

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
        self._offer_known("status", AssetStatus.choices, kept.status, in_words(kept.status))
        self._offer_known("category", CATEGORY_LABELS.items(), kept.category, category_label(kept.category))
        self.offer("asset_type", types_offered(kept.asset_type))

    def faults(self, values: dict[str, Any], standing: dict[str, Any] | None) -> Faults:
        return faults_of(values) if standing is None else new_faults(standing, values)

    def _offer_known(self, name: str, known: Iterable[tuple[str, Any]], kept: str, label: str) -> None:
        choices = [(code, str(word)) for code, word in known]
        if kept and kept not in dict(choices):
            choices.append((kept, label))
        self.offer(name, choices)

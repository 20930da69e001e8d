"""The form of a planned asset."""

from typing import Any

from django import forms

from assets.forms.portfolio import PortfolioForm, types_offered
from assets.models import PlannedAsset
from assets.rules.checks import Faults
from assets.rules.planned import faults_of, new_faults
from assets.rules.planned_fields import CAPACITY_TYPES, COLUMNS, capacity_type_label
from assets.rules.used import PLANNED_WORDS

HOURS = "hours:minutes:seconds, such as 00:15:00"


class PlannedAssetForm(PortfolioForm):
    """All that people may say of a planned asset."""

    judged = kept = COLUMNS
    check_at, check_of = "assets:planned-asset-check", "planned"
    suggested = PLANNED_WORDS

    units = {"voltage_level_kv": "kV", "capacity_value_mw": "MW"}

    asset_type = forms.ChoiceField(label="Type")
    capacity_type = forms.ChoiceField(
        label="Direction",
        help_text="Active export: generation turned up or demand turned down. Active import: the reverse.",
    )
    capacity_value_mw = forms.DecimalField(
        label="Capacity",
        max_digits=12,
        decimal_places=6,
        help_text="Of all of them together; MVAr where the direction is reactive.",
    )
    voltage_level_kv = forms.DecimalField(label="Voltage level", max_digits=7, decimal_places=3)

    class Meta:
        model = PlannedAsset
        fields = COLUMNS
        labels = {
            "competition_reference": "Competition",
            "operator_name": "Operator",
            "estimated_asset_count": "How many assets",
            "maximum_response_time": "Longest response time",
            "maximum_recovery_time": "Longest recovery time",
        }
        help_texts = {
            "reference": "Yours; unique among your planned assets. Piclo takes each reference once.",
            "competition_reference": "Its reference, such as LEITH_2027. A planned asset is for one competition.",
            "operator_name": "The system operator that runs the competition.",
            "estimated_asset_count": "Your estimate.",
            "maximum_response_time": HOURS,
            "minimum_runtime": HOURS,
            "maximum_runtime": HOURS,
            "maximum_recovery_time": HOURS,
        }
        widgets = {
            "competition_reference": forms.TextInput(
                {"list": "known-competitions", "autocomplete": "off", "spellcheck": "false"}
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept: PlannedAsset = self.instance
        directions = [*CAPACITY_TYPES.items()]
        if kept.capacity_type and kept.capacity_type not in CAPACITY_TYPES:
            directions.append((kept.capacity_type, capacity_type_label(kept.capacity_type)))
        self.offer("asset_type", types_offered(kept.asset_type))
        self.offer("capacity_type", directions)
        if not kept.pk:
            self.initial["capacity_value_mw"] = None

    def faults(self, values: dict[str, Any], standing: dict[str, Any] | None) -> Faults:
        return faults_of(values) if standing is None else new_faults(standing, values)

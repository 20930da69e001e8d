"""The form of a planned asset."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from assets.models import PlannedAsset
from assets.rules.checks import Faults
from assets.rules.kinds import CATEGORIES, CATEGORY_LABELS, TYPE_LABELS, type_label
from assets.rules.planned import faults_of, new_faults
from assets.rules.planned_fields import CAPACITY_TYPES, COLUMNS, capacity_type_label
from portal.core.forms import VersionedModelForm

HOURS = "hours:minutes:seconds, such as 00:15:00"
BLANK = ("", "Choose…")


class PlannedAssetForm(VersionedModelForm):
    """All that people may say of a planned asset. Words of Piclo's that we do not know stay choosable."""

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
        types: list[Any] = [
            (CATEGORY_LABELS[category], tuple(words.items())) for category, words in CATEGORIES.items()
        ]
        if kept.asset_type and kept.asset_type not in TYPE_LABELS:
            types.append(("As Piclo has it", ((kept.asset_type, type_label(kept.asset_type)),)))
        directions = [*CAPACITY_TYPES.items()]
        if kept.capacity_type and kept.capacity_type not in CAPACITY_TYPES:
            directions.append((kept.capacity_type, capacity_type_label(kept.capacity_type)))
        self._offer("asset_type", types)
        self._offer("capacity_type", directions)
        if not kept.pk:
            self.initial["capacity_value_mw"] = None
        for name, value in self.initial.items():
            if isinstance(value, Decimal):
                self.initial[name] = f"{value.normalize():f}"

    def clean(self) -> dict[str, Any]:
        """The rules of a planned asset, said under the fields they are about."""
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
        return {column: self.cleaned_data[column] for column in COLUMNS}

    def _offer(self, name: str, choices: Iterable[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [BLANK, *choices]

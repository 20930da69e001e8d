"""Uploading meter data with what its lines mean, and asking for a report."""

from typing import Any

from django import forms

from portal.core.forms import HouseForm
from settlement.rules.conventions import PRESETS, Convention, Sign, Stamp, Unit, Zone
from settlement.rules.methods import METHODS, Method


def preset_named(code: str) -> Convention:
    """The convention of a preset; that of Flexible Power's energy file where there is no such preset."""
    return next((preset.convention for preset in PRESETS if preset.code == code), PRESETS[0].convention)


def as_initial(convention: Convention) -> dict[str, str]:
    return {
        "zone": convention.zone.value,
        "stamp": convention.stamp.value,
        "sign": convention.sign.value,
        "unit": convention.unit.value,
    }


class MeterFileForm(HouseForm):
    """A file of half-hourly readings and the convention by which it is read."""

    file = forms.FileField(
        label="CSV file",
        help_text="Columns meter (MPAN or asset reference), time and value; up to 50 MB.",
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    zone = forms.ChoiceField(label="Times are in", choices=[(one.value, one.label) for one in Zone])
    stamp = forms.ChoiceField(label="A time names the", choices=[(one.value, one.label) for one in Stamp])
    sign = forms.ChoiceField(label="A positive value is", choices=[(one.value, one.label) for one in Sign])
    unit = forms.ChoiceField(label="Values are", choices=[(one.value, one.label) for one in Unit])

    def convention(self) -> Convention:
        """What the form says of the file, once it is valid."""
        said = self.cleaned_data
        return Convention(Zone(said["zone"]), Stamp(said["stamp"]), Sign(said["sign"]), Unit(said["unit"]))


class ReportForm(HouseForm):
    """Which baseline a new version of a report is made with."""

    method = forms.ChoiceField(
        label="Baseline", choices=[(method.code, method.name) for method in METHODS.values()]
    )

    def chosen(self) -> Method:
        return METHODS[self.cleaned_data["method"]]


class InvoiceForm(HouseForm):
    """Whose month is invoiced."""

    operator = forms.CharField(max_length=120)
    month = forms.DateField(
        input_formats=["%Y-%m"], error_messages={"invalid": "Write a month like 2026-07."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.HiddenInput()

"""Uploading a spreadsheet of assets."""

from django import forms

from portal.core.forms import HouseForm


class ImportForm(HouseForm):
    """A spreadsheet of assets."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="CSV or Excel (.xlsx), up to 30 MB and 200,000 rows.",
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx,text/csv"}),
        max_length=200,
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty.",
            "max_length": "The file's name is longer than 200 characters. Give it a shorter one.",
        },
    )

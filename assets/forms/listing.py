"""What people say about how they look at the list of assets."""

from django import forms

from portal.core.forms import HouseForm


class SaveFilterForm(HouseForm):
    """A name for what the list shows."""

    name = forms.CharField(
        max_length=80,
        help_text="What you will look for it by, such as “Borders, not sent”.",
        error_messages={"required": "Give the filter a name."},
    )
    is_shared = forms.BooleanField(label="Colleagues see it too", required=False)

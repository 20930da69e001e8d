"""Small forms of what people say about a ballot."""

from django import forms

from portal.core.forms import HouseForm


class ReasonForm(HouseForm):
    """Why a ballot is sent back."""

    reason = forms.CharField(
        label="What is to be mended",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

"""What the history of imports can be narrowed by."""

import django_filters
from django import forms

from assets.models import AssetImport, ImportState


class ImportFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By file name and state."""

    search = django_filters.CharFilter(
        label="Search",
        field_name="name",
        lookup_expr="icontains",
        widget=forms.TextInput({"type": "search", "placeholder": "File"}),
    )
    state = django_filters.ChoiceFilter(label="State", empty_label="All", choices=ImportState.choices)

    class Meta:
        model = AssetImport
        fields = ("search", "state")

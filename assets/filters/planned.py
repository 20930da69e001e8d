"""What the list of planned assets can be narrowed by, on its page and in the API."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from assets.models import PlannedAsset, PushState


class PlannedAssetFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By word, competition, operator and how it stands to Piclo."""

    search = django_filters.CharFilter(
        label="Search",
        method="with_word",
        widget=forms.TextInput({"type": "search", "placeholder": "Name, reference, competition"}),
    )
    competition = django_filters.CharFilter(
        label="Competition",
        field_name="competition_reference",
        lookup_expr="iexact",
        widget=forms.TextInput({"placeholder": "Reference", "autocomplete": "off"}),
    )
    operator = django_filters.CharFilter(
        label="Operator",
        field_name="operator_name",
        lookup_expr="icontains",
        widget=forms.TextInput({"placeholder": "Any", "autocomplete": "off"}),
    )
    push_state = django_filters.ChoiceFilter(label="Piclo", empty_label="All", choices=PushState.choices)

    class Meta:
        model = PlannedAsset
        fields = ("search", "competition", "operator", "push_state")

    def with_word(self, planned: QuerySet[PlannedAsset], name: str, value: Any) -> QuerySet[PlannedAsset]:
        """Those that carry a word in what people know them by."""
        word = str(value).strip()
        found = Q(name__icontains=word) | Q(reference__icontains=word)
        return planned.filter(found | Q(competition_reference__icontains=word))

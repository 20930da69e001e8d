"""What the list of assets can be narrowed by, on its page and in the API."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from assets.models import Asset, AssetStatus, PushState
from assets.rules import mpan, postcodes
from assets.rules.kinds import CATEGORY_LABELS


class AssetFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By word, status, category and how it stands to Piclo."""

    search = django_filters.CharFilter(
        label="Search",
        method="with_word",
        widget=forms.TextInput({"type": "search", "placeholder": "Name, reference, postcode, MPAN"}),
    )
    status = django_filters.ChoiceFilter(label="Status", empty_label="All", choices=AssetStatus.choices)
    category = django_filters.ChoiceFilter(
        label="Category", empty_label="All", choices=list(CATEGORY_LABELS.items())
    )
    push_state = django_filters.ChoiceFilter(label="Piclo", empty_label="All", choices=PushState.choices)

    class Meta:
        model = Asset
        fields = ("search", "status", "category", "push_state")

    def with_word(self, assets: QuerySet[Asset], name: str, value: Any) -> QuerySet[Asset]:
        """Assets that carry a word in what people know them by; blanks in postcodes and MPANs do not matter."""
        word = str(value).strip()
        number = mpan.normalised(word)
        found = Q(name__icontains=word) | Q(ref__icontains=word) | Q(postcode__icontains=word)
        if number:
            found |= Q(import_meter_id__contains=number) | Q(export_meter_id__contains=number)
        if not postcodes.fault_of(word):
            found |= Q(postcode=postcodes.normalised(word))
        return assets.filter(found)

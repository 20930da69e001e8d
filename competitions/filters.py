"""What the list of competitions can be narrowed by, on its page and in the API."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from competitions.models import Competition, Opportunity
from competitions.rules.stages import Stage


class CompetitionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By word, stage at this moment, operator, product, and whether Piclo says that we may bid."""

    search = django_filters.CharFilter(
        label="Search",
        method="with_word",
        widget=forms.TextInput({"type": "search", "placeholder": "Name, reference, area"}),
    )
    stage = django_filters.ChoiceFilter(
        label="Stage",
        empty_label="All",
        choices=[(stage.value, stage.label) for stage in Stage],
        method="in_stage",
    )
    operator_name = django_filters.ChoiceFilter(label="Operator", empty_label="All")
    product_type = django_filters.ChoiceFilter(label="Product", empty_label="All")
    ours = django_filters.ChoiceFilter(
        label="Show", empty_label="All", choices=[("1", "Where we may bid")], method="where_we_may_bid"
    )

    class Meta:
        model = Competition
        fields = ("search", "stage", "operator_name", "product_type", "ours")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Operators and products are those of the competitions at hand, which are the organisation's own."""
        super().__init__(*args, **kwargs)
        for name in ("operator_name", "product_type"):
            known = self.queryset.order_by(name).values_list(name, flat=True).distinct()
            self.filters[name].extra["choices"] = [(value, value) for value in known if value]

    def with_word(self, found: QuerySet[Competition], name: str, value: Any) -> QuerySet[Competition]:
        """By what people know a competition by."""
        word = str(value).strip()
        return found.filter(
            Q(name__icontains=word)
            | Q(reference__icontains=word)
            | Q(boundary__area_references__icontains=word)
        )

    def in_stage(self, found: QuerySet[Competition], name: str, value: str) -> QuerySet[Competition]:
        """By the clock, not by what Piclo said when it was last read."""
        stage = Competition.objects.in_stage(Stage(value), timezone.now())
        return found.filter(pk__in=stage.values("pk"))

    def where_we_may_bid(self, found: QuerySet[Competition], name: str, value: str) -> QuerySet[Competition]:
        """Those that Piclo lists among our opportunities."""
        return found.filter(pk__in=Opportunity.objects.standing().values("competition"))

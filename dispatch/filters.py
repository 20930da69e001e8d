"""Finding instructions: one set of filters for the page, the download and the API."""

from datetime import date

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from dispatch.models import DeliveryState, Instruction, InstructionStatus, WebhookDelivery
from portal.core.periods import local_day


class InstructionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, Piclo's status, and the local days on which delivery begins."""

    search = django_filters.CharFilter(
        method="with_words",
        label="Find",
        widget=forms.TextInput({"type": "search", "placeholder": "Instruction, obligation, competition"}),
    )
    status = django_filters.ChoiceFilter(choices=InstructionStatus.choices, label="Status", empty_label="Any")
    obligation = django_filters.CharFilter(method="of_obligation", label="Obligation")
    since = django_filters.DateFilter(
        method="from_day", label="Delivery from", widget=forms.DateInput({"type": "date"})
    )
    until = django_filters.DateFilter(
        method="until_day", label="Delivery until", widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Instruction
        fields = ("search", "status", "obligation", "since", "until")

    def with_words(self, rows: QuerySet[Instruction], name: str, value: str) -> QuerySet[Instruction]:
        """Piclo's ids and the names of the competition."""
        competition = "obligation__competition__"
        return rows.filter(
            Q(piclo_id__icontains=value)
            | Q(obligation_piclo_id__icontains=value)
            | Q(**{f"{competition}name__icontains": value})
            | Q(**{f"{competition}reference__icontains": value})
        )

    def of_obligation(self, rows: QuerySet[Instruction], name: str, value: str) -> QuerySet[Instruction]:
        return rows.filter(obligation_piclo_id=value.strip())

    def from_day(self, rows: QuerySet[Instruction], name: str, value: date) -> QuerySet[Instruction]:
        return rows.filter(start_at__gte=local_day(value).start)

    def until_day(self, rows: QuerySet[Instruction], name: str, value: date) -> QuerySet[Instruction]:
        """The day itself belongs to it."""
        return rows.filter(start_at__lt=local_day(value).end)


class DeliveryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Webhook calls by what became of them."""

    state = django_filters.ChoiceFilter(choices=DeliveryState.choices, label="State", empty_label="Any")

    class Meta:
        model = WebhookDelivery
        fields = ("state",)

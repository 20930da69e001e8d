"""What the lists of settlement can be narrowed by, on their pages and in the API."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet

from dispatch.models import Instruction
from settlement.models import DeliveryState, FileState, Invoice, MeterFile, Report
from settlement.selectors import month_period

SEARCH = {"type": "search"}


def month_named(text: str) -> date | None:
    """ "2026-07" as its first day; None for anything else."""
    year, _, month = text.strip().partition("-")
    if not (year.isdecimal() and month.isdecimal() and len(year) == 4 and 1 <= int(month) <= 12):
        return None
    return date(int(year), int(month), 1) if int(year) else None


class MonthFilter(django_filters.CharFilter):  # type: ignore[misc]
    """A month as `2026-07`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label="Month", widget=forms.TextInput({"type": "month"}), **kwargs)


class MeterFileFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name and by how far the file got."""

    search = django_filters.CharFilter(
        field_name="name", lookup_expr="icontains", label="File", widget=forms.TextInput(SEARCH)
    )
    state = django_filters.ChoiceFilter(label="State", empty_label="All", choices=FileState.choices)

    class Meta:
        model = MeterFile
        fields = ("search", "state")


class DeliveryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Deliveries that are over, by word, month and where settlement stands with them."""

    search = django_filters.CharFilter(
        label="Search",
        method="with_word",
        widget=forms.TextInput({**SEARCH, "placeholder": "Dispatch, competition, operator"}),
    )
    month = MonthFilter(method="in_month")
    state = django_filters.ChoiceFilter(
        label="State", empty_label="All", choices=DeliveryState.choices, method="in_state"
    )

    class Meta:
        model = Instruction
        fields = ("search", "month", "state")

    def with_word(self, rows: QuerySet[Instruction], name: str, value: str) -> QuerySet[Instruction]:
        word = value.strip()
        competition = "obligation__competition__"
        return rows.filter(
            Q(piclo_id__icontains=word)
            | Q(**{f"{competition}name__icontains": word})
            | Q(**{f"{competition}reference__icontains": word})
            | Q(**{f"{competition}operator_name__icontains": word})
        )

    def in_month(self, rows: QuerySet[Instruction], name: str, value: str) -> QuerySet[Instruction]:
        month = month_named(value)
        if month is None:
            return rows.none()
        period = month_period(month)
        return rows.filter(start_at__gte=period.start, start_at__lt=period.end)

    def in_state(self, rows: QuerySet[Instruction], name: str, value: str) -> QuerySet[Instruction]:
        """A delivery that nothing has looked at yet has no data either."""
        found = Q(settlement_delivery__state=value)
        if value == DeliveryState.NO_DATA:
            found |= Q(settlement_delivery=None)
        return rows.filter(found)


class ReportFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Versions of reports, by the dispatch and when they were made."""

    instruction = django_filters.NumberFilter(field_name="delivery__instruction_id", label="Dispatch")
    made_after = django_filters.IsoDateTimeFilter(field_name="made_at", lookup_expr="gte", label="Made after")
    newest = django_filters.BooleanFilter(method="only_newest", label="Newest version only")

    class Meta:
        model = Report
        fields = ("instruction", "made_after", "newest", "complete")

    def only_newest(self, rows: QuerySet[Report], name: str, value: bool) -> QuerySet[Report]:
        return rows.filter(delivery__latest_id=F("pk")) if value else rows


class InvoiceFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By operator and month."""

    operator = django_filters.CharFilter(
        field_name="operator_name", lookup_expr="icontains", label="Operator", widget=forms.TextInput(SEARCH)
    )
    month = MonthFilter(method="of_month")

    class Meta:
        model = Invoice
        fields = ("operator", "month")

    def of_month(self, rows: QuerySet[Invoice], name: str, value: str) -> QuerySet[Invoice]:
        month = month_named(value)
        return rows.filter(month=month) if month else rows.none()

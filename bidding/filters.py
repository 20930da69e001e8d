"""What ballots, results and contracts can be searched by: on pages and in the API alike."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet

from bidding.models import Ballot, BallotState, Bid, BidResult, Obligation

RESULTS = [choice for choice in BidResult.choices if choice[0] != BidResult.OPEN]
STATUSES = [("active", "Active"), ("upcoming", "Upcoming"), ("ended", "Ended")]


def search_field() -> forms.TextInput:
    return forms.TextInput(attrs={"type": "search"})


class BallotFilter(filters.FilterSet):  # type: ignore[misc]
    """Ballots by competition and state."""

    q = filters.CharFilter(label="Competition", method="search", widget=search_field())
    state = filters.ChoiceFilter(
        choices=BallotState.choices, empty_label="All but discarded", method="in_state"
    )
    competition = filters.NumberFilter(field_name="competition_id", widget=forms.HiddenInput())

    class Meta:
        model = Ballot
        fields = ["q", "state", "competition"]

    def filter_queryset(self, queryset: QuerySet[Ballot]) -> QuerySet[Ballot]:
        found: QuerySet[Ballot] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.exclude(state=BallotState.DISCARDED)

    def in_state(self, rows: QuerySet[Ballot], name: str, value: str) -> QuerySet[Ballot]:
        return rows.filter(state=value)

    def search(self, rows: QuerySet[Ballot], name: str, value: str) -> QuerySet[Ballot]:
        return rows.filter(Q(competition__name__icontains=value) | Q(competition__reference__icontains=value))


class ResultFilter(filters.FilterSet):  # type: ignore[misc]
    """Decided bids by competition and decision."""

    q = filters.CharFilter(label="Competition or window", method="search", widget=search_field())
    result = filters.ChoiceFilter(choices=RESULTS, empty_label="All")
    competition = filters.NumberFilter(field_name="ballot__competition_id", widget=forms.HiddenInput())

    class Meta:
        model = Bid
        fields = ["q", "result", "competition"]

    def search(self, rows: QuerySet[Bid], name: str, value: str) -> QuerySet[Bid]:
        return rows.filter(
            Q(ballot__competition__name__icontains=value)
            | Q(ballot__competition__reference__icontains=value)
            | Q(service_window__name__icontains=value)
        )


class ObligationFilter(filters.FilterSet):  # type: ignore[misc]
    """Contracts by competition and status."""

    q = filters.CharFilter(label="Contract or competition", method="search", widget=search_field())
    status = filters.ChoiceFilter(choices=STATUSES, empty_label="All")
    competition = filters.NumberFilter(field_name="competition_id", widget=forms.HiddenInput())

    class Meta:
        model = Obligation
        fields = ["q", "status", "competition"]

    def search(self, rows: QuerySet[Obligation], name: str, value: str) -> QuerySet[Obligation]:
        return rows.filter(
            Q(piclo_id__icontains=value)
            | Q(competition__name__icontains=value)
            | Q(competition__reference__icontains=value)
        )

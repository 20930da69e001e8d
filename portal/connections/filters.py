"""What lists of runs and calls can be narrowed by."""

import django_filters
from django.conf import settings
from django.db.models import Q, QuerySet

from portal.piclo.calls import Outcome
from portal.piclo.models import Call, RunState, SyncRun

NEWS = Q(created__gt=0) | Q(changed__gt=0) | Q(gone__gt=0) | Q(refused__gt=0) | ~Q(state=RunState.DONE)


class RunFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Runs by feed and state, or only those that brought something."""

    feed = django_filters.ChoiceFilter(
        label="Feed", empty_label="All", choices=[(name, name.capitalize()) for name in settings.PICLO_FEEDS]
    )
    state = django_filters.ChoiceFilter(label="State", empty_label="All", choices=RunState.choices)
    news = django_filters.ChoiceFilter(
        label="Show", empty_label="All runs", choices=[("1", "Only with news")], method="with_news"
    )

    class Meta:
        model = SyncRun
        fields = ("feed", "state")

    def with_news(self, runs: QuerySet[SyncRun], name: str, value: str) -> QuerySet[SyncRun]:
        """Runs that changed, refused or failed."""
        return runs.filter(NEWS)


class CallFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Calls by how they ended."""

    outcome = django_filters.ChoiceFilter(
        label="Outcome",
        empty_label="All",
        choices=[(outcome.value, outcome.value.capitalize()) for outcome in Outcome],
    )

    class Meta:
        model = Call
        fields = ("outcome",)

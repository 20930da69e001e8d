"""A competition's periods with their windows."""

from django.db.models import Prefetch

from competitions.models import Competition, ServicePeriod, ServiceWindow


def periods_of(competition: Competition) -> list[ServicePeriod]:
    """Periods by date, each with its windows in the order of the day; without those that Piclo took back."""
    windows = ServiceWindow.objects.filter(gone_at=None).order_by("start_time", "end_time", "pk")
    standing = competition.periods.filter(gone_at=None).order_by("start_on", "end_on", "pk")
    return list(standing.prefetch_related(Prefetch("windows", windows)))

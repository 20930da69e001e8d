"""The market a ballot is checked against: windows, our qualified assets, what they can do together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assets.models import Asset
from bidding.models import Ballot
from bidding.rules.expected import Foreseen
from bidding.rules.rates import Rate
from bidding.rules.values import Market, WindowTerms, capacity_field, window_length
from competitions.models import Competition, Opportunity, ServiceWindow
from competitions.rules.calendar import occurrences


@dataclass(frozen=True)
class Behind:
    """The assets behind a ballot: all that are qualified, or those with these primary keys."""

    all_assets: bool = True
    chosen: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Qualified:
    """One of our assets that Piclo has qualified, with the MW that count in this competition."""

    pk: int
    piclo_id: str
    name: str
    ref: str
    capacity_mw: Decimal


def behind(ballot: Ballot) -> Behind:
    """What stands behind a ballot as it is stored."""
    if ballot.all_assets:
        return Behind()
    return Behind(all_assets=False, chosen=frozenset(ballot.assets.values_list("pk", flat=True)))


def opportunity_of(competition: Competition) -> Opportunity | None:
    """Piclo's word that we may bid, as long as Piclo repeats it."""
    return Opportunity.objects.standing().filter(competition=competition).first()


def windows_of(competition: Competition) -> list[ServiceWindow]:
    """The windows in the order of a grid: by period, then by hour. Those that Piclo took back are among them."""
    windows = ServiceWindow.objects.filter(period__competition=competition).select_related("period")
    return list(windows.order_by("period__start_on", "period__name", "weekdays", "start_time", "name", "pk"))


def terms_of(window: ServiceWindow) -> WindowTerms:
    """What a window asks for, as a plain value."""
    fixed = {
        Rate.AVAILABILITY: window.fixed_availability_price,
        Rate.UTILISATION: window.fixed_utilisation_price,
        Rate.SERVICE_FEE: window.fixed_service_fee,
    }
    return WindowTerms(
        key=window.pk,
        name=window.name,
        length=window_length(window.start_time, window.end_time),
        needed_mw=window.capacity_required_mw,
        minimum_size_mw=window.minimum_aggregate_asset_size_mw,
        minimum_run_time=window.minimum_run_time,
        fixed={rate: price for rate, price in fixed.items() if price is not None},
        gone=window.gone_at is not None,
    )


def foreseen_of(window: ServiceWindow, asked: Collection[Rate]) -> Foreseen:
    """How often the operator expects to call a window, and, where availability is paid, how often it occurs."""
    count = None
    if Rate.AVAILABILITY in asked:
        period, days = window.period, window.weekdays
        count = len(occurrences(window.start_time, window.end_time, days, period.start_on, period.end_on))
    return Foreseen(window.dispatch_estimate, window.dispatch_duration, count)


def qualified_assets(competition: Competition, opportunity: Opportunity | None) -> list[Qualified]:
    """Our assets among those that Piclo qualified, the largest first."""
    if opportunity is None:
        return []
    column = capacity_field(competition.need_direction, competition.power_type)
    found = Asset.objects.filter(
        organisation_id=competition.organisation_id, piclo_id__in=opportunity.flex_asset_ids
    ).values_list("pk", "piclo_id", "name", "ref", column)
    return sorted((Qualified(*row) for row in found), key=lambda asset: (-asset.capacity_mw, asset.name))


def market_of(
    competition: Competition,
    windows: Sequence[ServiceWindow],
    opportunity: Opportunity | None,
    qualified: Sequence[Qualified],
    behind: Behind,
) -> Market:
    """Everything that the checks compare a ballot with. Reads at most the names of unqualified assets."""
    able = {asset.pk: asset.capacity_mw for asset in qualified}
    return Market(
        rate_type=competition.rate_type,
        open_at=competition.open_at,
        closed_at=competition.closed_at,
        windows={window.pk: terms_of(window) for window in windows},
        free_mw=_free(opportunity, able, behind),
        chosen=None if behind.all_assets else len(behind.chosen),
        unqualified=_names(behind.chosen - able.keys()),
        gone=competition.gone_at is not None,
    )


def market_for(ballot: Ballot) -> Market:
    """The market of a ballot as it is stored."""
    competition = ballot.competition
    opportunity = opportunity_of(competition)
    qualified = qualified_assets(competition, opportunity)
    return market_of(competition, windows_of(competition), opportunity, qualified, behind(ballot))


def _free(opportunity: Opportunity | None, able: dict[int, Decimal], behind: Behind) -> Decimal | None:
    """Piclo's own total for all assets; the sum of ours where some are chosen."""
    if opportunity is None:
        return None
    if behind.all_assets:
        return opportunity.total_capacity_mw
    return sum((able[pk] for pk in behind.chosen if pk in able), Decimal(0))


def _names(pks: Collection[int]) -> tuple[str, ...]:
    if not pks:
        return ()
    return tuple(Asset.objects.filter(pk__in=pks).order_by("name").values_list("name", flat=True))

"""A market to bid in, ballots and contracts, for tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from assets.models import Asset
from bidding.models import Ballot, BallotState, Bid, Obligation
from competitions.models import Competition, Opportunity, ServicePeriod, ServiceWindow
from portal.accounts.models import Membership, Organisation
from portal.piclo.models import Connection

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CLOSES = NOW + timedelta(hours=2)
numbers = count(1)


@dataclass
class MarketRows:
    """A competition that is open for bidding at NOW, with windows, qualified assets and a connection."""

    competition: Competition
    period: ServicePeriod
    windows: list[ServiceWindow]
    assets: list[Asset]
    opportunity: Opportunity
    connection: Connection


def make_window(period: ServicePeriod, **values: Any) -> ServiceWindow:
    number = next(numbers)
    given = {
        "piclo_id": f"win{number}",
        "name": f"Window {number}",
        "start_time": time(16, 30),
        "end_time": time(20, 0),
        "weekdays": [1],
        "capacity_required_mw": Decimal("1.366"),
        "dispatch_estimate": 4,
        "dispatch_duration": timedelta(hours=2),
    }
    return ServiceWindow.objects.create(period=period, **(given | values))


def make_asset(organisation: Organisation, mw: str = "1.000", **values: Any) -> Asset:
    number = next(numbers)
    given = {
        "ref": f"asset-{number}",
        "name": f"Asset {number}",
        "category": "storage",
        "asset_type": "battery",
        "voltage_level_kv": Decimal("11"),
        "piclo_id": f"ast{number}",
        "active_export_capacity_mw": Decimal(mw),
    }
    return Asset.objects.create(organisation=organisation, **(given | values))


def make_connection(organisation: Organisation) -> Connection:
    return Connection.objects.get_or_create(
        organisation=organisation,
        defaults={
            "base_url": "https://piclo.example",
            "provider_id": "prov1",
            "client_id": "client",
            "api_key": "key",
        },
    )[0]


def make_competition(organisation: Organisation, **values: Any) -> Competition:
    number = next(numbers)
    given = {
        "piclo_id": f"bidcmp{number}",
        "reference": f"T2612_{number}",
        "name": f"Monktonhall {number}",
        "operator_name": "SPEN",
        "open_at": NOW - timedelta(hours=6),
        "closed_at": CLOSES,
        "need_direction": "Deficit",
        "power_type": "Active Power",
        "rate_type": "Utilisation",
    }
    return Competition.objects.create(organisation=organisation, **(given | values))


def make_market(
    organisation: Organisation,
    *,
    windows: int = 2,
    assets: tuple[str, ...] = ("1.200", "0.600"),
    **values: Any,
) -> MarketRows:
    """A market with windows of 1.366 MW each, and assets of these MW, all qualified."""
    competition = make_competition(organisation, **values)
    period = ServicePeriod.objects.create(
        competition=competition,
        piclo_id=f"per{next(numbers)}",
        name="December",
        start_on=date(2026, 12, 1),
        end_on=date(2026, 12, 31),
    )
    rows = [make_asset(organisation, mw) for mw in assets]
    opportunity = Opportunity.objects.create(
        organisation=organisation,
        competition=competition,
        total_capacity_mw=sum(map(Decimal, assets), Decimal(0)),
        flex_asset_ids=[asset.piclo_id for asset in rows],
    )
    made = [make_window(period) for _ in range(windows)]
    return MarketRows(competition, period, made, rows, opportunity, make_connection(organisation))


def make_bid(ballot: Ballot, window: ServiceWindow, mw: str = "1.000", **values: Any) -> Bid:
    given = {
        "capacity_mw": Decimal(mw),
        "max_runtime": timedelta(hours=3, minutes=30),
        "utilisation_price": Decimal("218.00"),
    }
    return Bid.objects.create(ballot=ballot, service_window=window, **(given | values))


def make_ballot(
    market: MarketRows, by: Membership, state: str = BallotState.DRAFT, bids: int = 1, **values: Any
) -> Ballot:
    """A ballot of one bid of 1 MW in each of the first windows, in any state, with what that state demands."""
    given: dict[str, Any] = {"drafted_by": by.user}
    if state not in {BallotState.DRAFT, BallotState.DISCARDED}:
        given |= {"asked_by": by.user, "asked_at": NOW}
    if state not in {BallotState.DRAFT, BallotState.AWAITING_APPROVAL}:
        given |= {"approved_by": by.user, "approved_at": NOW}
    if state in {BallotState.SENDING, BallotState.UNCONFIRMED}:
        given |= {"digest": "0" * 64, "sending_since": NOW}
    if state in {BallotState.SUBMITTED, BallotState.WITHDRAWING, BallotState.DECIDED}:
        given |= {"piclo_id": f"bal{next(numbers)}", "submitted_at": NOW}
    ballot = Ballot.objects.create(
        organisation=market.competition.organisation,
        competition=market.competition,
        state=state,
        **(given | values),
    )
    for window in market.windows[:bids]:
        make_bid(ballot, window, piclo_id=f"bid{next(numbers)}" if ballot.piclo_id else "")
    return ballot


def make_obligation(market: MarketRows, **values: Any) -> Obligation:
    given = {
        "piclo_id": f"obl{next(numbers)}",
        "service_window": market.windows[0],
        "start_on": date(2026, 12, 1),
        "end_on": date(2026, 12, 31),
        "capacity_mw": Decimal("1.000"),
        "utilisation_price": Decimal("218.00"),
        "status": "upcoming",
    }
    return Obligation.objects.create(
        organisation=market.competition.organisation, competition=market.competition, **(given | values)
    )

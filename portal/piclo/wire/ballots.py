"""Ballots: what a provider offers in one competition, one bid or more for each service window (contract 4.7)."""

from datetime import datetime, timedelta
from decimal import Decimal

from portal.piclo.wire.base import Body, Resource
from portal.piclo.wire.rates import Rate


class BallotAssets(Resource, frozen=True, kw_only=True):
    """The assets that stand behind a ballot. Both lists are sent when any is named."""

    flex: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()


class BidBody(Body, frozen=True, kw_only=True):
    """One offer for one window: MW, how long it can be kept up, and the prices the competition asks for."""

    service_window_id: str
    capacity: Decimal
    max_runtime: timedelta
    rates: tuple[Rate, ...]


class BallotBody(Body, frozen=True, kw_only=True):
    """A ballot to submit; it replaces an earlier one. Without `assets` all that qualified stand behind it."""

    competition_id: str
    bids: tuple[BidBody, ...]
    assets: BallotAssets | None = None


class Bid(Resource, frozen=True, kw_only=True):
    """A bid as Piclo holds it."""

    id: str
    service_window_id: str
    capacity: Decimal
    max_runtime: timedelta | None = None
    rates: tuple[Rate, ...] = ()
    status: str = ""


class Ballot(Resource, frozen=True, kw_only=True):
    """A ballot as Piclo holds it."""

    id: str
    competition_id: str
    created: datetime | None = None
    status: str = ""
    bids: tuple[Bid, ...] = ()
    assets: BallotAssets | None = None

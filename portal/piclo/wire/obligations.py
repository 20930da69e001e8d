"""Contractual obligations and the availability declared under them (contract 4.9 and 4.11)."""

from datetime import date, datetime
from decimal import Decimal

from portal.piclo.wire.base import Body, Resource
from portal.piclo.wire.rates import Rate


class Obligation(Resource, frozen=True, kw_only=True):
    """What an accepted bid binds to: MW at prices from `start` to `end`, both days included."""

    id: str
    start: date
    end: date
    capacity: Decimal
    bid_id: str = ""
    competition_id: str = ""
    service_window_id: str = ""
    rates: tuple[Rate, ...] = ()
    assets: tuple[str, ...] = ()
    status: str = ""
    modified: datetime | None = None


class AvailabilityVariation(Resource, frozen=True, kw_only=True):
    """A time in which only `capacity` MW of an obligation are available; 0.000 is none."""

    id: str
    start: datetime
    end: datetime
    capacity: Decimal
    obligation_id: str = ""
    reason: str = ""
    created: datetime | None = None


class AvailabilityVariationBody(Body, frozen=True, kw_only=True):
    """A variation to declare."""

    start: datetime
    end: datetime
    capacity: Decimal
    reason: str = ""

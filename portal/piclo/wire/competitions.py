"""Competitions: what an operator wants (contract 4.6), and the open ones that this provider may bid into (4.5)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from portal.piclo.wire.base import Resource
from portal.piclo.wire.rates import Rate


class Boundary(Resource, frozen=True, kw_only=True):
    """Where the need is. `geometry` is GeoJSON in longitude and latitude, boxes are (west, south, east, north) degrees.

    What boxes hold is read by whoever draws them: a bad one costs itself and not its competition.
    """

    area_references: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    geometry: dict[str, Any] | None = None
    bounding_boxes: Any = ()


class ServiceWindow(Resource, frozen=True, kw_only=True):
    """Days of the week and local times inside a service period; what every bid is for. Sizes are MW."""

    id: str
    start: time
    end: time
    service_days: tuple[str, ...]
    capacity_required: Decimal
    name: str = ""
    minimum_aggregate_asset_size: Decimal | None = None
    public_holiday_handling: str = ""
    minimum_run_time: timedelta | None = None
    required_response_time: timedelta | None = None
    dispatch_estimate: Decimal | None = None
    dispatch_duration: timedelta | None = None
    fixed_rates: tuple[Rate, ...] = ()


class ServicePeriod(Resource, frozen=True, kw_only=True):
    """A dated range, both ends included."""

    start: date
    end: date
    id: str = ""
    name: str = ""
    service_windows: tuple[ServiceWindow, ...] = ()


class Competition(Resource, frozen=True, kw_only=True):
    """One auction. `open` and `closed` bound the bidding; budgets are GBP a year, voltages kV, the buffer km."""

    id: str
    reference: str
    open: datetime
    closed: datetime
    name: str = ""
    operator_name: str = ""
    status: str = ""
    qualification_open: datetime | None = None
    qualification_closed: datetime | None = None
    confirmed: datetime | None = None
    area_buffer: Decimal | None = None
    boundary: Boundary | None = None
    need_type: str = ""
    type: str = ""
    need_direction: str = ""
    power_type: str = ""
    product_type: str = ""
    pricing_type: str = ""
    dps_record_reference: str = ""
    # The operator's own demands of an asset: an object with keys that may be unknown or unreadable here.
    criteria: Any = None
    contact: str = ""
    archive_on: str = ""
    minimum_connection_voltage: Decimal | None = None
    maximum_connection_voltage: Decimal | None = None
    minimum_budget: Decimal | None = None
    maximum_budget: Decimal | None = None
    availability_guide_price: Decimal | None = None
    utilisation_guide_price: Decimal | None = None
    service_fee: Decimal | None = None
    service_periods: tuple[ServicePeriod, ...] = ()


class QualifiedAssets(Resource, frozen=True, kw_only=True):
    """The ids of the assets that qualified, real ones and planned ones."""

    flex: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()


class BiddingOpportunity(Resource, frozen=True, kw_only=True):
    """An open competition that this provider may bid into, with what qualified for it; `total_capacity` is MW."""

    competition_id: str
    competition_reference: str = ""
    assets: QualifiedAssets = QualifiedAssets()
    total_capacity: Decimal | None = None
    closed: datetime | None = None

"""Reading competition records: the shape of section 4.6 of the public description, as operators hand them in."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from experience.market.errors import Refused
from experience.market.records.criteria import criteria_columns
from experience.market.rules.areas import read_area
from experience.market.rules.rates import RATE_TYPES
from experience.market.rules.text import parse_duration
from experience.market.rules.windows import WEEKDAYS

Reference = Annotated[str, msgspec.Meta(pattern=r"^[a-zA-Z0-9_]{1,40}$")]
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
# West, south, east, north.
Box = tuple[float, float, float, float]
PASSED_ON = frozenset(
    {"id", "status", "confirmed", "boundary", "service_periods", "operator_name", "dps_record_reference"}
)
MONEY_AND_VOLTAGE = (
    "minimum_connection_voltage",
    "maximum_connection_voltage",
    "minimum_budget",
    "maximum_budget",
    "availability_guide_price",
    "utilisation_guide_price",
    "service_fee",
)


class RateIn(msgspec.Struct, frozen=True):
    """A fixed price of a window."""

    type: str
    value: Decimal


class WindowIn(msgspec.Struct, frozen=True):
    """A service window as handed in. Capacities in MW."""

    name: str
    start: Clock
    end: Clock
    service_days: list[str]
    minimum_aggregate_asset_size: Decimal
    capacity_required: Decimal
    public_holiday_handling: str | None = None
    minimum_run_time: str | None = None
    required_response_time: str | None = None
    dispatch_estimate: int | None = None
    dispatch_duration: str | None = None
    fixed_rates: list[RateIn] = []

    def columns(self) -> dict[str, Any]:
        """Values for a ServiceWindow's columns. Raises Refused for a bad weekday, rate type or duration."""
        strange = [day for day in self.service_days if day not in WEEKDAYS]
        if strange or not self.service_days:
            raise Refused(
                {"service_days": [f"Not weekdays: {strange}" if strange else "Name at least one day."]}
            )
        if any(rate.type not in RATE_TYPES for rate in self.fixed_rates):
            raise Refused({"fixed_rates": [f"A rate's type is one of {', '.join(RATE_TYPES)}."]})
        return {
            "name": self.name,
            "start": time.fromisoformat(self.start),
            "end": time.fromisoformat(self.end),
            "service_days": self.service_days,
            "minimum_aggregate_asset_size": self.minimum_aggregate_asset_size,
            "capacity_required": self.capacity_required,
            "public_holiday_handling": self.public_holiday_handling or "",
            "minimum_run_time": _span("minimum_run_time", self.minimum_run_time),
            "required_response_time": _span("required_response_time", self.required_response_time),
            "dispatch_estimate": self.dispatch_estimate,
            "dispatch_duration": _span("dispatch_duration", self.dispatch_duration),
            "fixed_rates": [{"type": rate.type, "value": f"{rate.value:.2f}"} for rate in self.fixed_rates],
        }


class PeriodIn(msgspec.Struct, frozen=True):
    """A service period as handed in. Both dates belong to it."""

    name: str
    start: date
    end: date
    service_windows: Annotated[list[WindowIn], msgspec.Meta(min_length=1)]


class BoundaryIn(msgspec.Struct, frozen=True):
    """Where: named areas, postcodes or sectors, boxes in degrees, and the polygons themselves."""

    area_references: list[str] = []
    postcodes: list[str] = []
    bounding_boxes: list[Box] = []
    geometry: dict[str, Any] | None = None


class CompetitionIn(msgspec.Struct, frozen=True):
    """A competition as handed in."""

    reference: Reference
    name: str
    qualification_open: datetime
    qualification_closed: datetime
    open: datetime
    closed: datetime
    area_buffer: Decimal
    boundary: BoundaryIn
    need_type: str
    type: str
    need_direction: str
    power_type: str
    service_periods: Annotated[list[PeriodIn], msgspec.Meta(min_length=1)]
    operator_name: str | None = None
    dps_record_reference: str | None = None
    contact: str | None = None
    archive_on: date | None = None
    product_type: str | None = None
    pricing_type: str | None = None
    visibility_only: bool = False
    criteria: dict[str, Any] = {}
    minimum_connection_voltage: Decimal | None = None
    maximum_connection_voltage: Decimal | None = None
    minimum_budget: Decimal | None = None
    maximum_budget: Decimal | None = None
    availability_guide_price: Decimal | None = None
    utilisation_guide_price: Decimal | None = None
    service_fee: Decimal | None = None

    def columns(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Values for a Competition's own columns; what the record holds beyond them is kept in `extra`."""
        known = {field.name for field in msgspec.structs.fields(self)} | PASSED_ON
        plain = (
            "reference",
            "name",
            "qualification_open",
            "qualification_closed",
            "open",
            "closed",
            "need_type",
        )
        more = (
            "type",
            "need_direction",
            "power_type",
            "area_buffer",
            "archive_on",
            "visibility_only",
        )
        return {
            **{name: getattr(self, name) for name in (*plain, *more, *MONEY_AND_VOLTAGE)},
            "criteria": criteria_columns(self.criteria),
            "contact": self.contact or "",
            "product_type": self.product_type or "",
            "pricing_type": self.pricing_type or "auction",
            "area_references": self.boundary.area_references,
            "postcodes": self.boundary.postcodes,
            "bounding_boxes": [list(box) for box in self.boundary.bounding_boxes],
            "geometry": self.boundary.geometry,
            "extra": {name: value for name, value in raw.items() if name not in known},
        }


def read_competition(raw: Mapping[str, Any]) -> CompetitionIn:
    """The record, checked. Raises Refused, naming the place that is wrong."""
    try:
        record = msgspec.convert(raw, CompetitionIn, strict=False)
    except msgspec.ValidationError as error:
        raise Refused(str(error)) from error
    instants = [record.qualification_open, record.qualification_closed, record.open, record.closed]
    if any(instant.tzinfo is None for instant in instants):
        raise Refused("Instants need a zone: 2027-01-08T12:00:00Z.")
    if instants != sorted(instants):
        raise Refused("qualification_open, qualification_closed, open and closed must follow each other.")
    if any(period.end < period.start for period in record.service_periods):
        raise Refused({"service_periods": ["A period ends before it starts."]})
    _refuse_nowhere(record)
    return record


def _refuse_nowhere(record: CompetitionIn) -> None:
    boundary = record.boundary
    if boundary.geometry is None and not boundary.postcodes and not boundary.bounding_boxes:
        raise Refused({"boundary": ["Give a geometry, bounding boxes, postcodes, or several of these."]})
    try:
        read_area(boundary.geometry, boundary.bounding_boxes, 0)
    except ValueError as error:
        raise Refused({"boundary": [str(error)]}) from error


def _span(name: str, text: str | None) -> timedelta | None:
    try:
        return parse_duration(text) if text else None
    except ValueError as error:
        raise Refused({name: [str(error)]}) from error

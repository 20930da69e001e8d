"""The automatic test of an asset against a competition, with the reasons in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from experience.market.rules.criteria import Criteria, criteria_reasons
from experience.market.rules.directions import capacity_label
from experience.market.rules.text import duration_text


class Reason(NamedTuple):
    """One point that an asset fails: a code that stays, and words for people."""

    code: str
    words: str


@dataclass(frozen=True)
class Candidate:
    """What the test looks at in an asset. Capacity in MW, in the direction wanted."""

    status: str
    asset_type: str
    voltage_level: Decimal
    capacity: Decimal | None
    created: datetime
    in_area: bool
    provider_approved: bool
    connection_type: str = ""
    meter_ids: Sequence[str] = ()
    response_time: timedelta | None = None
    recovery_time: timedelta | None = None
    min_runtime: timedelta | None = None
    max_runtime: timedelta | None = None


@dataclass(frozen=True)
class Terms:
    """What a competition asks of an asset. Voltages in kV.

    The slowest response and the shortest run are those that at least one service window takes; None: any.
    """

    capacity_field: str
    qualification_closed: datetime
    dps_reference: str | None = None
    minimum_voltage: Decimal | None = None
    maximum_voltage: Decimal | None = None
    slowest_response: timedelta | None = None
    shortest_run: timedelta | None = None
    criteria: Criteria = field(default_factory=Criteria)


def ineligibility_reasons(asset: Candidate, terms: Terms) -> list[Reason]:
    """Why the asset does not pass, every failed point named; none means that it is eligible."""
    found = [
        (asset.status == "archived", "archived", "The asset is archived."),
        (not asset.in_area, "outside", "Outside the competition's area and its buffer."),
        *_voltage(asset, terms),
        (
            not asset.capacity or asset.capacity <= 0,
            "direction",
            f"No {capacity_label(terms.capacity_field)} capacity.",
        ),
        (asset.created >= terms.qualification_closed, "too_late", "Uploaded after qualification closed."),
        (
            terms.dps_reference is not None and not asset.provider_approved,
            "not_approved",
            not_approved(terms.dps_reference),
        ),
        *_windows(asset, terms),
    ]
    failed = [Reason(code, words) for fails, code, words in found if fails]
    own = [Reason(code, words) for code, words in criteria_reasons(asset, terms.criteria)]
    return failed + own


def not_approved(dps_reference: str | None) -> str:
    return f"The provider is not approved on {dps_reference}."


def _voltage(asset: Candidate, terms: Terms) -> list[tuple[bool, str, str]]:
    low, high = terms.minimum_voltage, terms.maximum_voltage
    words = f"Connected at {asset.voltage_level} kV"
    return [
        (low is not None and asset.voltage_level < low, "voltage", f"{words}, below {low} kV."),
        (high is not None and asset.voltage_level > high, "voltage", f"{words}, above {high} kV."),
    ]


def _windows(asset: Candidate, terms: Terms) -> list[tuple[bool, str, str]]:
    """What every window asks; an asset that does not say how fast it is or how long it runs passes."""
    response, run = asset.response_time, asset.max_runtime
    slow, short = terms.slowest_response, terms.shortest_run
    return [
        (
            response is not None and slow is not None and response > slow,
            "response",
            f"No service window takes a response time over {duration_text(slow)}.",
        ),
        (
            run is not None and short is not None and run < short,
            "runtime",
            f"No service window takes a run time under {duration_text(short)}.",
        ),
    ]

"""The automatic test of an asset against a competition, with the reasons in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from experience.market.rules.criteria import Criteria, criteria_reasons
from experience.market.rules.directions import capacity_label


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


@dataclass(frozen=True)
class Terms:
    """What a competition asks of an asset. Voltages in kV."""

    capacity_field: str
    qualification_closed: datetime
    dps_reference: str | None = None
    minimum_voltage: Decimal | None = None
    maximum_voltage: Decimal | None = None
    criteria: Criteria = field(default_factory=Criteria)


def ineligibility_reasons(asset: Candidate, terms: Terms) -> list[str]:
    """Why the asset does not pass, every failed point named; none means that it is eligible."""
    label = capacity_label(terms.capacity_field)
    low, high = terms.minimum_voltage, terms.maximum_voltage
    found = [
        (asset.status == "archived", "The asset is archived."),
        (not asset.in_area, "Outside the competition's area and its buffer."),
        (
            low is not None and asset.voltage_level < low,
            f"Connected at {asset.voltage_level} kV, below {low} kV.",
        ),
        (
            high is not None and asset.voltage_level > high,
            f"Connected at {asset.voltage_level} kV, above {high} kV.",
        ),
        (not asset.capacity or asset.capacity <= 0, f"No {label} capacity."),
        (asset.created >= terms.qualification_closed, "Uploaded after qualification closed."),
        (
            terms.dps_reference is not None and not asset.provider_approved,
            f"The provider is not approved on {terms.dps_reference}.",
        ),
    ]
    return [words for failed, words in found if failed] + criteria_reasons(asset, terms.criteria)

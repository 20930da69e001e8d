"""How a meter data file is to be understood: its zone, what a stamp means, which sign and which unit."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.core.periods import HALF_HOUR, LONDON
from portal.core.units import quantise_kwh

HOURS_A_PERIOD = Decimal("0.5")


class Zone(StrEnum):
    """The clock that a file's times are read off."""

    UTC = "UTC"
    LONDON = "Europe/London"

    @property
    def label(self) -> str:
        return "UTC" if self is Zone.UTC else "London local time"

    @property
    def info(self) -> ZoneInfo:
        return LONDON if self is Zone.LONDON else ZoneInfo("UTC")


class Stamp(StrEnum):
    """Which end of its half-hour a time names."""

    START = "start"
    END = "end"

    @property
    def label(self) -> str:
        return "Start of the half-hour" if self is Stamp.START else "End of the half-hour"


class Sign(StrEnum):
    """What a positive value means."""

    GENERATION = "generation"
    IMPORT = "import"

    @property
    def label(self) -> str:
        return "Export, generation" if self is Sign.GENERATION else "Import, consumption"


class Unit(StrEnum):
    """Energy of the half-hour, or its mean power."""

    KWH = "kwh"
    KW = "kw"

    @property
    def label(self) -> str:
        return "kWh in the half-hour" if self is Unit.KWH else "kW, average of the half-hour"


@dataclass(frozen=True)
class Convention:
    """What was said of a file when it was uploaded. Values become kWh, generation positive, from a UTC start."""

    zone: Zone
    stamp: Stamp
    sign: Sign
    unit: Unit

    def energy(self, value: Decimal) -> Decimal:
        """A value of the file in kWh, generation positive, to a thousandth of a watt-hour (half up)."""
        kwh = value if self.unit is Unit.KWH else value * HOURS_A_PERIOD
        return quantise_kwh(kwh if self.sign is Sign.GENERATION else -kwh)

    def start_of(self, stamped: datetime) -> datetime:
        """The UTC start of the half-hour that the instant `stamped` names."""
        instant = stamped.astimezone(UTC)
        return instant if self.stamp is Stamp.START else instant - HALF_HOUR

    def spoken(self) -> str:
        """In words, for pages and audit events."""
        ends = "beginning" if self.stamp is Stamp.START else "ending"
        positive = "export" if self.sign is Sign.GENERATION else "import"
        unit = "kWh" if self.unit is Unit.KWH else "kW"
        return f"{self.zone.label}, half-hour {ends}, {positive} positive, {unit}"


@dataclass(frozen=True)
class Preset:
    """A convention that is met so often that it has a name."""

    code: str
    name: str
    convention: Convention


PRESETS = (
    Preset(
        "flexible-power",
        "Flexible Power energy file",
        Convention(Zone.UTC, Stamp.END, Sign.GENERATION, Unit.KWH),
    ),
    Preset(
        "supplier",
        "Supplier's half-hourly consumption",
        Convention(Zone.LONDON, Stamp.START, Sign.IMPORT, Unit.KWH),
    ),
    Preset(
        "aggregator",
        "Aggregator's API export",
        Convention(Zone.UTC, Stamp.START, Sign.IMPORT, Unit.KW),
    ),
)

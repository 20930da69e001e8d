"""From values to places on the paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor, log10

from portal.core.formats import LONDON

STEPS = (1, 2, 2.5, 5, 10)
HOURS = (0.5, 1, 2, 3, 4, 6, 12, 24, 48, 168, 336)


@dataclass(frozen=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high != self.low else 0.5
        return round(self.first + share * (self.last - self.first), 1)


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round values that cover `low` to `high` in about `count` steps."""
    extent = (high - low) or abs(high) or 1.0
    rough = extent / count
    power = 10 ** floor(log10(rough))
    step = next(power * s for s in STEPS if power * s >= rough * 0.999)
    first, last = floor(low / step + 1e-9), -floor(-high / step + 1e-9)
    return [round(step * i, 10) for i in range(first, max(last, first + 1) + 1)]


def hour_marks(start: datetime, end: datetime, most: int = 9) -> Iterator[datetime]:
    """Round local instants between two instants, not more than about `most`; right across a clock change."""
    extent = (end - start).total_seconds() / 3600
    step = next((h for h in HOURS if extent / h <= most), HOURS[-1])
    here = start.astimezone(LONDON)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    wall = midnight.replace(tzinfo=None)
    while True:
        instant = wall.replace(tzinfo=LONDON)
        if instant > end:
            return
        if instant >= start:
            yield instant
        wall += timedelta(hours=step)

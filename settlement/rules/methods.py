"""Baseline methods: parameters over one skeleton, from Elexon's P376 methodology and operators' notices."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from portal.core.periods import HALF_HOUR
from settlement.rules.days import DayType


class Choice(StrEnum):
    """Which of the candidate days make the baseline."""

    RECENT = "recent"
    MIDDLE = "middle"
    HIGHEST = "highest"


class Rank(StrEnum):
    """Over what days are compared where they are ranked by energy."""

    EVENT = "event"
    DAY = "day"


@dataclass(frozen=True)
class Adjustment:
    """A same-day adjustment, added to every half-hour: the mean miss over a window that ends before the event."""

    window: timedelta = timedelta(hours=3)
    gap: timedelta = timedelta(hours=1)

    @property
    def periods(self) -> int:
        return self.window // HALF_HOUR


@dataclass(frozen=True)
class Method:
    """One way to say what would have been.

    `working` and `non_working` days are looked for, `within_days` before the event; with fewer the baseline is
    incomplete. `holidays_count` lets bank holidays serve as non-working days; otherwise they are left out.
    MIDDLE drops `drop` days at either end, HIGHEST keeps the `keep` days of most load.
    """

    code: str
    name: str
    source: str
    working: int
    non_working: int
    within_days: int
    choice: Choice = Choice.RECENT
    rank: Rank = Rank.EVENT
    drop: int = 0
    keep: int = 0
    holidays_count: bool = False
    adjustment: Adjustment | None = None

    def wanted(self, kind: DayType) -> int:
        return self.working if kind is DayType.WORKING else self.non_working


BL01 = Method(
    code="bl01",
    name="Elexon BL01 (P376)",
    source="10 most recent eligible working days, or 4 non-working days, within 60 days; plain mean",
    working=10,
    non_working=4,
    within_days=60,
    holidays_count=True,
)
BL01_ADJUSTED = Method(
    code="bl01-adjusted",
    name="Elexon BL01 (P376), same-day adjusted",
    source=f"{BL01.source}; plus the mean miss of the three hours that end one hour before the event",
    working=10,
    non_working=4,
    within_days=60,
    holidays_count=True,
    adjustment=Adjustment(),
)
MID_8_OF_10 = Method(
    code="mid-8-of-10",
    name="Mid 8 of 10",
    source="10 most recent eligible days within 60 days without the highest and the lowest by energy in the event",
    working=10,
    non_working=10,
    within_days=60,
    choice=Choice.MIDDLE,
    drop=1,
)
METHODS = {method.code: method for method in (BL01_ADJUSTED, BL01, MID_8_OF_10)}

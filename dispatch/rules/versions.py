"""Which of two words of Piclo's is the newer one, in whatever order and however often they arrive."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Verdict(StrEnum):
    """What a received version is against the one that stands."""

    NEW = "new"
    NEWER = "newer"
    SAME = "same"
    OLDER = "older"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an instruction: Piclo's number, when Piclo made it, and a digest of what it says."""

    number: int
    modified: datetime | None
    digest: str

    @property
    def age(self) -> tuple[int, datetime]:
        """Sorts versions from old to new. The number decides; between equal numbers Piclo's clock does."""
        return self.number, self.modified or LONG_AGO


def judge(standing: Version | None, received: Version, *, read_back: bool = False) -> Verdict:
    """What to do with `received`. The same version with other content is a CONFLICT, settled by reading Piclo.

    `read_back` marks what was just read from Piclo: in a conflict its word counts.
    """
    if standing is None:
        return Verdict.NEW
    if received.age != standing.age:
        return Verdict.NEWER if received.age > standing.age else Verdict.OLDER
    if received.digest == standing.digest:
        return Verdict.SAME
    return Verdict.NEWER if read_back else Verdict.CONFLICT

"""Why a service says no. Every text is for people."""

from collections.abc import Sequence
from datetime import datetime

from bidding.rules.checks import Fault
from bidding.rules.errors import BiddingError


class NotAllowed(BiddingError):
    """This person may not do it, or not now."""


class StaleVersion(BiddingError):
    """Somebody else saved the ballot meanwhile: `who`, `at`, and the `version` that stands."""

    def __init__(self, who: str, at: datetime | None, version: int) -> None:
        super().__init__(f"{who} changed this ballot meanwhile. Look at it again before you go on.")
        self.who, self.at, self.version = who, at, version


class HasFaults(BiddingError):
    """The ballot cannot go on as it is."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
        super().__init__(f"There are faults to mend: {faults[0]}{more}")
        self.faults = list(faults)

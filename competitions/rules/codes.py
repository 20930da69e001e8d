"""Why an asset does not clearly pass, as bits: stable, small, and the same for one pair as for a million."""

from enum import Enum, IntEnum, IntFlag

import numpy as np
from numpy.typing import NDArray


class Code(IntFlag):
    """One test that was not clearly passed. A bit is never given another meaning."""

    BUFFER = 1 << 0
    VOLTAGE_UNKNOWN = 1 << 1
    VOLTAGE = 1 << 2
    DIRECTION = 1 << 3
    DIRECTION_UNKNOWN = 1 << 4
    TOO_LATE = 1 << 5
    NOT_REGISTERED = 1 << 6
    NOT_APPROVED = 1 << 7
    RUNTIME = 1 << 8
    RUNTIME_SOME = 1 << 9
    RUNTIME_MISSING = 1 << 10
    RESPONSE = 1 << 11
    RESPONSE_SOME = 1 << 12
    RESPONSE_MISSING = 1 << 13
    RECOVERY = 1 << 14
    RECOVERY_MISSING = 1 << 15
    ASSET_TYPE = 1 << 16
    CONNECTION_TYPE = 1 << 17
    CONNECTION_TYPE_MISSING = 1 << 18
    NO_MPAN = 1 << 19
    MPAN_NOT_LISTED = 1 << 20
    MPAN_LIST_UNSEEN = 1 << 21
    # Never kept with a pair: told of an asset or a competition as a whole.
    OUTSIDE = 1 << 22
    POSITION_UNKNOWN = 1 << 23
    AREA_UNKNOWN = 1 << 24
    ARCHIVED = 1 << 25


class Kind(Enum):
    """What follows from a reason: nothing but doubt, something that somebody can do, or the end of it."""

    DOUBT = "doubt"
    ACTION = "action"
    AGAINST = "against"


KINDS = {
    Code.BUFFER: Kind.DOUBT,
    Code.DIRECTION_UNKNOWN: Kind.DOUBT,
    Code.RUNTIME_SOME: Kind.DOUBT,
    Code.RESPONSE_SOME: Kind.DOUBT,
    Code.MPAN_LIST_UNSEEN: Kind.DOUBT,
    Code.AREA_UNKNOWN: Kind.DOUBT,
    Code.VOLTAGE_UNKNOWN: Kind.ACTION,
    Code.VOLTAGE: Kind.ACTION,
    Code.NOT_REGISTERED: Kind.ACTION,
    Code.NOT_APPROVED: Kind.ACTION,
    Code.RUNTIME_MISSING: Kind.ACTION,
    Code.RESPONSE_MISSING: Kind.ACTION,
    Code.RECOVERY_MISSING: Kind.ACTION,
    Code.CONNECTION_TYPE_MISSING: Kind.ACTION,
    Code.NO_MPAN: Kind.ACTION,
    Code.MPAN_NOT_LISTED: Kind.ACTION,
    Code.POSITION_UNKNOWN: Kind.ACTION,
    Code.DIRECTION: Kind.AGAINST,
    Code.TOO_LATE: Kind.AGAINST,
    Code.RUNTIME: Kind.AGAINST,
    Code.RESPONSE: Kind.AGAINST,
    Code.RECOVERY: Kind.AGAINST,
    Code.ASSET_TYPE: Kind.AGAINST,
    Code.CONNECTION_TYPE: Kind.AGAINST,
    Code.OUTSIDE: Kind.AGAINST,
    Code.ARCHIVED: Kind.AGAINST,
}


class Standing(IntEnum):
    """What an asset's reasons come to: the best first."""

    FITS = 0
    DOUBTFUL = 1
    ACTION = 2
    INELIGIBLE = 3

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Standing.FITS: "Fits",
    Standing.DOUBTFUL: "Doubtful",
    Standing.ACTION: "Action required",
    Standing.INELIGIBLE: "Ineligible",
}


def mask_of(kind: Kind) -> int:
    """All codes of one kind."""
    return int(sum(code for code, of in KINDS.items() if of is kind))


ACTIONS, AGAINST = mask_of(Kind.ACTION), mask_of(Kind.AGAINST)


def standings_of(codes: NDArray[np.int32]) -> NDArray[np.int16]:
    """The standing of each set of codes: anything against outweighs every action, an action every doubt."""
    found = np.where(codes == 0, Standing.FITS.value, Standing.DOUBTFUL.value)
    found = np.where(codes & ACTIONS, Standing.ACTION.value, found)
    return np.where(codes & AGAINST, Standing.INELIGIBLE.value, found).astype(np.int16)


def standing_of(codes: int) -> Standing:
    """The standing of one set of codes."""
    return Standing(int(standings_of(np.array([codes], np.int32))[0]))


def codes_in(codes: int) -> list[Code]:
    """The single codes of a set, in their order."""
    return [code for code in KINDS_IN_ORDER if codes & code]


KINDS_IN_ORDER = sorted(KINDS)

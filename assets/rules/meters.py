"""One meter on several assets: allowed only where somebody said that it is meant."""

from collections.abc import Sequence


def shared_meter_fault(mpan: str, other_refs: Sequence[str]) -> str:
    """What to say of an MPAN that other live assets carry."""
    others = " and ".join(other_refs)
    return f"{mpan} is on {others} too. Correct it, or say that another asset may have the same meter."

"""Switching faults on and off."""

from datetime import datetime

from experience.faults.models import Fault, FaultKind
from experience.market.errors import Refused
from experience.market.services.events import note

LONGEST_SECONDS = 120


def set_fault(
    kind: str,
    *,
    method: str = "",
    path: str = "",
    seconds: float = 2.0,
    times: int | None = None,
    by: str,
    now: datetime,
) -> Fault:
    """Let something go wrong: `times` times, or until it is cleared."""
    if kind not in FaultKind.values:
        raise Refused({"kind": [f'"{kind}" is not a fault. Faults: {", ".join(FaultKind.values)}.']})
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise Refused({"seconds": [f"From 0 to {LONGEST_SECONDS}."]})
    if times is not None and times < 1:
        raise Refused({"times": ["At least once."]})
    fault = Fault.objects.create(
        kind=kind, method=method.upper(), path=path, seconds=seconds, left=times, created=now
    )
    note("fault.set", str(fault.pk), f"{fault} ({'always' if times is None else times})", by=by, now=now)
    return fault


def clear_faults(*, by: str, now: datetime) -> int:
    """Switch every fault off. Returns how many there were."""
    count, _ = Fault.objects.all().delete()
    if count:
        note("fault.cleared", "", f"{count} cleared", by=by, now=now)
    return count

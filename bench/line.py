"""What a measured line says, and how it is timed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A figure beside its floor, both in seconds for the same work."""

    name: str
    work: str
    figure_s: float
    floor: str
    floor_s: float

    def __str__(self) -> str:
        floor = f"floor {said(self.floor_s)} ({self.floor})"
        return f"{self.name}: {said(self.figure_s)} for {self.work}; {floor}; ratio {self.ratio:.1f}"

    @property
    def ratio(self) -> float:
        return self.figure_s / self.floor_s


@dataclass(frozen=True)
class Lines:
    """Several lines of one measurement."""

    lines: Sequence[Line]

    def __str__(self) -> str:
        return "\n".join(str(line) for line in self.lines)


def said(seconds: float) -> str:
    """Seconds, or milliseconds where they are few."""
    return f"{seconds:.2f} s" if seconds >= 0.1 else f"{seconds * 1000:.2f} ms"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]

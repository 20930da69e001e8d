"""What a measured line says, and how it is timed."""

import time
from collections.abc import Callable
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
        floor = f"floor {self.floor_s:.2f} s ({self.floor})"
        ratio = self.figure_s / self.floor_s
        return f"{self.name}: {self.figure_s:.2f} s for {self.work}; {floor}; ratio {ratio:.1f}"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]

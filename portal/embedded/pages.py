"""Output of processes that run beside each other, shown one after the other so that it can be read."""

from typing import TextIO


class Page:
    """The lines of one process: kept until it is its turn, then shown, and from then on as they come."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._kept: list[str] = []
        self._live = False

    def add(self, line: str) -> None:
        if self._live:
            print(line, file=self._out, flush=True)
        else:
            self._kept.append(line)

    def show(self) -> None:
        self._live = True
        for line in self._kept:
            print(line, file=self._out)
        self._out.flush()
        self._kept.clear()

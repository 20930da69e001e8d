"""How long a journey has people wait for somebody else's machine, in all."""

import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, expect

PATIENCE_S = 45.0


@dataclass
class Patience:
    """Every wait for something to arrive by itself, with what was waited for."""

    waits: list[tuple[str, float]] = field(default_factory=list)

    def until(self, what: str, sight: Locator, *, reload: bool = False) -> None:
        """Wait until it is seen; with `reload` on a page that stands still, which people read anew."""
        began = time.monotonic()
        while reload and not sight.is_visible() and time.monotonic() - began < PATIENCE_S:
            sight.page.wait_for_timeout(300)
            sight.page.reload()
        expect(sight, what).to_be_visible(timeout=PATIENCE_S * 1000)
        self.waits.append((what, time.monotonic() - began))

    @property
    def total_s(self) -> float:
        return sum(seconds for _, seconds in self.waits)

    def told(self) -> str:
        """A line a wait and their sum, for the test's output."""
        lines = [f"  {seconds:5.1f} s for {what}" for what, seconds in self.waits]
        return "\n".join([f"waited {self.total_s:.1f} s in all:", *lines])

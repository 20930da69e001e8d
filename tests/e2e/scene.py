"""One walk through the portal."""

from dataclasses import dataclass

from tests.e2e import scenes
from tests.e2e.patience import Patience
from tests.e2e.stack import Market, Operator


@dataclass(frozen=True)
class Scene:
    """The setting of one walk: its names, its operator, and how long people have waited on it."""

    number: int
    operator: Operator
    market: Market
    patience: Patience

    @property
    def place(self) -> scenes.Place:
        return scenes.place_of(self.number)

    @property
    def ref(self) -> str:
        return f"WALK-{self.number}"

    @property
    def asset(self) -> str:
        return f"Moffat battery {self.ref}"

    @property
    def reference(self) -> str:
        return f"WALK_{self.number}"

    @property
    def competition(self) -> str:
        return f"Moffat grid {self.reference}"

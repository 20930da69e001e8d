"""The worked examples, read from their files."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WORLD: dict[str, Any] = json.loads((HERE / "world.json").read_text())


@dataclass(frozen=True)
class Example:
    """One exchange."""

    name: str
    evidence: str
    request: dict[str, Any]
    response: dict[str, Any]
    varies: tuple[str, ...] = ()
    note: str = ""
    now: str = WORLD["now"]


def all_examples() -> list[Example]:
    """Every example, by name."""
    files = sorted((HERE / "examples").glob("*.json"))
    return [Example(**json.loads(file.read_text())) for file in files]

"""What an instruction says, as values that can be compared, hashed and shown."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Terms:
    """What is to be delivered. An answer is to these terms and to no others."""

    start: datetime
    end: datetime
    capacity_mw: Decimal
    direction: str

    @property
    def digest(self) -> str:
        return digest_of(self.shown())

    def shown(self) -> dict[str, str]:
        """The terms as text, equal for equal terms (0.5 MW and 0.500 MW are the same)."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "capacity_mw": plain(self.capacity_mw),
            "direction": self.direction,
        }


@dataclass(frozen=True, slots=True)
class Content:
    """All that Piclo says of an instruction in one version, as far as we know its fields."""

    terms: Terms
    status: str
    respond_by: datetime | None
    stopped_at: datetime | None
    obligation_id: str
    competition_id: str
    asset_ids: tuple[str, ...]

    @property
    def digest(self) -> str:
        return digest_of(self.shown())

    def shown(self) -> dict[str, Any]:
        """The content as JSON values: what the audit event of a change holds."""
        rest = {name: value for name, value in asdict(self).items() if name != "terms"}
        return self.terms.shown() | {name: _text(value) for name, value in rest.items()}


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs, as it was and as it is."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def plain(value: Decimal) -> str:
    """A decimal as text with three places at the least, and no trailing zeros beyond them."""
    exact = f"{value.normalize():f}"
    whole, _, fraction = exact.partition(".")
    return f"{whole}.{fraction.ljust(3, '0')}"


def digest_of(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value

"""From typed values to the JSON that Piclo expects."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from portal.piclo.wire.values import WRITERS

_EXACT = (Decimal, datetime, date, time, timedelta)


def to_wire(value: object) -> Any:
    """`value` (a wire type, a mapping of changes, a list of them) as plain JSON values."""
    return _plain(msgspec.to_builtins(value, builtin_types=_EXACT))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    writer = WRITERS.get(type(value))
    return writer(value) if writer else value

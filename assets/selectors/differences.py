"""Where an asset differs from what Piclo holds."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from assets.models import Asset, PushState
from assets.rules.differences import Difference, differences_between
from assets.rules.fields import COLUMNS, Values, values_of
from assets.selectors.assets import label_of
from portal.core.formats import duration
from portal.piclo.wire import Asset as PicloAsset
from portal.piclo.wire import Unreadable, read

# In these states nothing here is unsent, or Piclo has nothing to compare with.
ALIKE = frozenset({PushState.IN_STEP, PushState.GONE})


@dataclass(frozen=True)
class Said:
    """A difference in words."""

    column: str
    label: str
    ours: str
    theirs: str
    both: bool


def differences_of(asset: Asset) -> tuple[Difference, ...]:
    """Field by field, ours and theirs; nothing where Piclo has never had the asset."""
    theirs = theirs_of(asset)
    if theirs is None or asset.push_state in ALIKE:
        return ()
    ours = {column: getattr(asset, column) for column in COLUMNS}
    return differences_between(ours, theirs, values_read(asset.raw))


def theirs_of(asset: Asset) -> Values | None:
    """What Piclo was last seen to hold."""
    return values_read(asset.raw if asset.piclo_raw is None else asset.piclo_raw)


def said_of(difference: Difference) -> Said:
    """A difference as the page words it."""
    column = difference.column
    return Said(column, label_of(column), _said(difference.ours), _said(difference.theirs), difference.both)


def values_read(raw: dict[str, Any]) -> Values | None:
    """Piclo's record as values of our columns; nothing where there is none, or none that can be read."""
    try:
        return values_of(read(PicloAsset, raw).value) if raw else None
    except Unreadable:
        return None


def _said(value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    if isinstance(value, timedelta):
        return duration(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)

"""Where an asset here and Piclo's record of it differ, and on whose side each field was changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assets.rules.fields import COLUMNS


@dataclass(frozen=True)
class Difference:
    """One column with both values; `both` where each side changed it since they were last in step."""

    column: str
    ours: Any
    theirs: Any
    both: bool = False


def differences_between(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], common: Mapping[str, Any] | None
) -> tuple[Difference, ...]:
    """The columns that differ, in the order of the form.

    `common` is what both held when last in step, None where they never were: then no field counts as changed.
    """
    return tuple(
        Difference(column, ours[column], theirs[column], _moved_twice(column, ours, theirs, common))
        for column in COLUMNS
        if ours[column] != theirs[column]
    )


def _moved_twice(
    column: str, ours: Mapping[str, Any], theirs: Mapping[str, Any], common: Mapping[str, Any] | None
) -> bool:
    return common is not None and common[column] not in (ours[column], theirs[column])

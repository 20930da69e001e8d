"""What a reading of Piclo changed of our rows, written down an event a row: what was only read again leaves none."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assets.models import PushState
from assets.models.pushed import Pushed
from assets.rules.fields import Values
from assets.rules.readings import BACK, CHANGED, DIFFERS, GONE
from portal.audit.services import Decided, record_events
from portal.piclo.models import Connection, SyncRun

RULE = "reading Piclo"


@dataclass(frozen=True)
class Noticed:
    """One row of ours and what a reading did to it."""

    verb: str
    decided: Decided


def followed(
    before: Mapping[int, Values], rows: Mapping[str, Values], renamed: Mapping[str, str], key: str
) -> Iterator[Noticed]:
    """Rows that took Piclo's values: `before` by our key, `rows` as read by their reference in column `key`.

    `renamed` has the earlier reference of those that got another one. What changed in no column of ours is left out.
    """
    for pk, standing in before.items():
        row = rows[standing[key]]
        held = standing | {key: renamed.get(standing[key], standing[key])}
        columns = [name for name in held if name != "push_state" and held[name] != row[name]]
        back = standing["push_state"] == PushState.GONE
        if columns or back:
            yield Noticed(BACK if back else CHANGED, _decided(pk, row, key, columns, held, row))


def differing(
    pk: int, ours: Values, key: str, known: Mapping[str, Any] | None, theirs: Values
) -> Iterator[Noticed]:
    """A row with something unsent whose record at Piclo is not as `known` before: ours and theirs where they differ."""
    moved = [name for name, value in theirs.items() if known is None or known[name] != value]
    columns = [name for name in moved if ours[name] != theirs[name]]
    if columns:
        yield Noticed(DIFFERS, _decided(pk, ours, key, columns, ours, theirs))


def gone(rows: Iterable[tuple[int, str, str]]) -> list[Noticed]:
    """Rows by key, name and reference that Piclo no longer lists."""
    return [Noticed(GONE, Decided(pk, name or reference)) for pk, name, reference in rows]


def write_down(
    noticed: Collection[Noticed],
    model: type[Pushed],
    noun: str,
    connection: Connection,
    run: SyncRun | None,
    now: datetime,
) -> None:
    """An event for each, tied to the run: one statement for each kind of change."""
    for verb in sorted({one.verb for one in noticed}):
        record_events(
            kind=f"{noun}.{verb}",
            organisation_id=connection.organisation_id,
            model=model,
            decided=[one.decided for one in noticed if one.verb == verb],
            at=now,
            rule=RULE,
            cause=run,
        )


def _decided(
    pk: int, row: Values, key: str, columns: Sequence[str], before: Values, after: Values
) -> Decided:
    return Decided(
        pk,
        row["name"] or row[key],
        {name: before[name] for name in columns},
        {name: after[name] for name in columns},
    )

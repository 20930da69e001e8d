"""Piclo's planned assets brought into ours: a page at a time, set-based, only rows that differ."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from assets.models import PlannedAsset, PushState
from assets.rules.fields import Values
from assets.rules.planned_fields import COLUMNS, values_of
from assets.sync.changes import Noticed, differing, followed, gone, write_down
from portal.core.bulk import Upserted, upsert_changed
from portal.core.misfits import misfit
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection, SyncRun
from portal.piclo.wire import Page, Received, Refusal
from portal.piclo.wire import PlannedAsset as PicloPlannedAsset

# Rows that take Piclo's values. In every other state they hold something that people here want Piclo to have.
FOLLOWING = (PushState.IN_STEP, PushState.GONE)
UNSENT = tuple(state for state in PushState if state not in FOLLOWING)

KEY = ("organisation_id", "reference")
# Written when a row is first made; later they are the push's own.
AT_FIRST = {"push_attempts": 0, "push_state": PushState.IN_STEP, "push_words": ""}


@dataclass(frozen=True)
class Ours:
    """What decides how one of our rows takes Piclo's record."""

    pk: int
    reference: str
    piclo_id: str
    push_state: str
    pushed_at: datetime | None


@dataclass
class PlannedAssetPull:
    """One reading of all planned assets: pages are stored as they come, and what no page held is marked gone.

    `started_at` guards what was sent while Piclo's list was being read: the list may be older than the answer to that.
    """

    started_at: datetime
    seen_ids: set[str] = field(default_factory=set)
    seen_references: set[str] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    run: SyncRun | None = None

    def begin(self, run: SyncRun) -> None:
        """What is changed from now on was changed by this run."""
        self.run = run

    def apply(self, connection: Connection, page: Page[PicloPlannedAsset], now: datetime) -> Tally:
        """Store one page. Records that cannot be stored join the page's refused ones."""
        organisation_id = connection.organisation_id
        self.seen_ids.update(refusal.ref for refusal in page.refused)
        by_id, by_reference = _ours(organisation_id, page.items)
        following, unsent, skipped = [], [], 0
        renamed: dict[str, str] = {}
        for item in page.items:
            self.seen_ids.add(item.value.id)
            row = _row(organisation_id, item, now)
            named = by_reference.get(item.value.reference)
            ours = by_id.get(item.value.id) or named
            if fault := self._fault(item.value, row, ours, named):
                page.refused.append(Refusal(item.value.id, fault, item.raw))
            elif ours and ours.pushed_at and ours.pushed_at >= self.started_at:
                skipped += 1
            elif ours and ours.push_state in UNSENT:
                unsent.append((ours, row))
            else:
                renamed |= _rename(ours, item.value.reference, now)
                following.append(row)
        took = _follow(following, now)
        learnt, differ = _learn(unsent, now)
        rows = {row["reference"]: row for row in following}
        self._write_down([*followed(took.before, rows, renamed, "reference"), *differ], connection, now)
        unchanged = took.unchanged + learnt.unchanged + skipped
        return Tally(len(took.created), len(took.changed) + len(learnt.changed), unchanged)

    def finish(self, connection: Connection, now: datetime) -> Tally:
        """Mark the planned assets in step that Piclo no longer lists."""
        rows = PlannedAsset.objects.filter(organisation_id=connection.organisation_id)
        in_step = rows.filter(push_state=PushState.IN_STEP).exclude(pushed_at__gte=self.started_at)
        missing = [
            pk for pk, piclo_id in in_step.values_list("pk", "piclo_id") if piclo_id not in self.seen_ids
        ]
        if not missing:
            return Tally()
        left = rows.select_for_update().filter(pk__in=missing, push_state=PushState.IN_STEP)
        lost = list(left.order_by("pk").values_list("pk", "name", "reference"))
        rows.filter(pk__in=[pk for pk, *_ in lost]).update(push_state=PushState.GONE, modified_at=now)
        self._write_down(gone(lost), connection, now)
        return Tally(gone=len(lost))

    def _write_down(self, noticed: list[Noticed], connection: Connection, now: datetime) -> None:
        write_down(noticed, PlannedAsset, "planned-asset", connection, self.run, now)

    def _fault(
        self, theirs: PicloPlannedAsset, row: Values, ours: Ours | None, named: Ours | None
    ) -> str | None:
        """Why a record cannot be stored, in words."""
        if theirs.reference in self.seen_references:
            return f"Another planned asset at Piclo has the reference {theirs.reference} too."
        self.seen_references.add(theirs.reference)
        if ours and (ours.pk in self.taken or (named and named.pk != ours.pk)):
            return f"Its reference {theirs.reference} belongs to another planned asset here."
        if ours:
            self.taken.add(ours.pk)
        if (row["capacity_value_mw"] or 0) < 0:
            return "capacity: is negative"
        return misfit(PlannedAsset, row)


def _ours(
    organisation_id: int, items: Iterable[Received[PicloPlannedAsset]]
) -> tuple[dict[str, Ours], dict[str, Ours]]:
    """Our rows that a page may be about, by Piclo's id and by reference."""
    columns = ("pk", "reference", "piclo_id", "push_state", "pushed_at")
    mine = PlannedAsset.objects.filter(organisation_id=organisation_id)
    ids, references = [item.value.id for item in items], [item.value.reference for item in items]
    known = [Ours(*row) for row in mine.filter(piclo_id__in=ids).exclude(piclo_id="").values_list(*columns)]
    named = [Ours(*row) for row in mine.filter(reference__in=references).values_list(*columns)]
    return {ours.piclo_id: ours for ours in known}, {ours.reference: ours for ours in named}


def _row(organisation_id: int, item: Received[PicloPlannedAsset], now: datetime) -> Values:
    return {
        "organisation_id": organisation_id,
        **values_of(item.value),
        "piclo_id": item.value.id,
        "raw": item.raw,
        "uploaded_at": item.value.created,
        "created_at": now,
        **AT_FIRST,
    }


def _rename(ours: Ours | None, reference: str, now: datetime) -> dict[str, str]:
    """Follow Piclo where somebody changed a reference there: rare, so row by row. The new one -> the earlier one."""
    if not ours or ours.reference == reference:
        return {}
    rows = PlannedAsset.objects.filter(pk=ours.pk, push_state__in=FOLLOWING)
    rows.update(reference=reference, modified_at=now)
    return {reference: ours.reference}


def _follow(rows: list[Values], now: datetime) -> Upserted:
    """Rows in step take all of Piclo's record."""
    return upsert_changed(
        PlannedAsset,
        rows,
        key=KEY,
        keep=["created_at", "push_attempts"],
        touch={"modified_at": now},
        count_up=["version"],
        only_where={"push_state": FOLLOWING},
        remember=[*COLUMNS, "push_state"],
    )


def _learn(unsent: list[tuple[Ours, Values]], now: datetime) -> tuple[Upserted, list[Noticed]]:
    """Rows with something unsent only learn that Piclo has them; those of which that is news and which differ.

    Their `raw` stays what they were edited from: by it the push knows what was changed here and what at Piclo.
    """
    columns = [name for name in COLUMNS if name != "reference"]
    learnt = upsert_changed(
        PlannedAsset,
        [row | {"reference": ours.reference, "version": 1} for ours, row in unsent],
        key=KEY,
        keep=["created_at", "version", "raw", *columns, *AT_FIRST],
        touch={"modified_at": now},
        only_where={"push_state": UNSENT},
    )
    if not learnt.changed:
        return learnt, []
    rows = {ours.pk: row for ours, row in unsent}
    stand = PlannedAsset.objects.filter(pk__in=learnt.changed).order_by("pk").values("id", *COLUMNS)
    differ = [
        noticed
        for ours in stand
        for noticed in differing(
            ours["id"], ours, "reference", None, {name: rows[ours["id"]][name] for name in COLUMNS}
        )
    ]
    return learnt, differ

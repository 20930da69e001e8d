"""Piclo's planned assets brought into ours: a page at a time, set-based, only rows that differ."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from assets.models import PlannedAsset, PushState
from assets.rules.fields import Values
from assets.rules.planned_fields import COLUMNS, values_of
from portal.core.bulk import Upserted, upsert_changed
from portal.core.misfits import misfit
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection
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

    def apply(self, connection: Connection, page: Page[PicloPlannedAsset], now: datetime) -> Tally:
        """Store one page. Records that cannot be stored join the page's refused ones."""
        organisation_id = connection.organisation_id
        self.seen_ids.update(refusal.ref for refusal in page.refused)
        by_id, by_reference = _ours(organisation_id, page.items)
        following, unsent, skipped = [], [], 0
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
                unsent.append(row | {"reference": ours.reference, "version": 1})
            else:
                _rename(ours, item.value.reference, now)
                following.append(row)
        followed, learnt = _follow(following, now), _learn(unsent, now)
        unchanged = followed.unchanged + learnt.unchanged + skipped
        return Tally(len(followed.created), len(followed.changed) + len(learnt.changed), unchanged)

    def finish(self, connection: Connection, now: datetime) -> Tally:
        """Mark the planned assets in step that Piclo no longer lists."""
        rows = PlannedAsset.objects.filter(organisation_id=connection.organisation_id)
        in_step = rows.filter(push_state=PushState.IN_STEP).exclude(pushed_at__gte=self.started_at)
        gone = [pk for pk, piclo_id in in_step.values_list("pk", "piclo_id") if piclo_id not in self.seen_ids]
        if gone:
            rows.filter(pk__in=gone, push_state=PushState.IN_STEP).update(
                push_state=PushState.GONE, modified_at=now
            )
        return Tally(gone=len(gone))

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


def _rename(ours: Ours | None, reference: str, now: datetime) -> None:
    """Follow Piclo where somebody changed a reference there: rare, so row by row."""
    if ours and ours.reference != reference:
        rows = PlannedAsset.objects.filter(pk=ours.pk, push_state__in=FOLLOWING)
        rows.update(reference=reference, modified_at=now)


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
    )


def _learn(rows: list[Values], now: datetime) -> Upserted:
    """Rows with something unsent only learn that Piclo has them.

    Their `raw` stays what they were edited from: by it the push knows what was changed here and what at Piclo.
    """
    ours = [name for name in COLUMNS if name != "reference"]
    return upsert_changed(
        PlannedAsset,
        rows,
        key=KEY,
        keep=["created_at", "version", "raw", *ours, *AT_FIRST],
        touch={"modified_at": now},
        only_where={"push_state": UNSENT},
    )

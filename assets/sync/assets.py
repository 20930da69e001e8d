"""Piclo's assets brought into ours: a page at a time, set-based, only rows that differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, Value, When

from assets.models import Asset, PushState
from assets.rules.coordinates import COORDINATES, NOBODY, PICLO
from assets.rules.fields import COLUMNS, Values, values_of
from assets.selectors.differences import values_read
from assets.sync.changes import Noticed, differing, followed, gone, write_down
from portal.core.bulk import Upserted, upsert_changed
from portal.core.misfits import misfit
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection, SyncRun
from portal.piclo.wire import Asset as PicloAsset
from portal.piclo.wire import Page, Received, Refusal

# Rows that take Piclo's values. In every other state they hold something that people here want Piclo to have.
FOLLOWING = (PushState.IN_STEP, PushState.GONE)
UNSENT = tuple(state for state in PushState if state not in FOLLOWING)

KEY = ("organisation_id", "ref")
# Written when a row is first made; later they are the push's own.
AT_FIRST = {"push_attempts": 0, "push_state": PushState.IN_STEP, "push_words": ""}


@dataclass(frozen=True)
class Standing:
    """What decides how one of our rows takes Piclo's record."""

    pk: int
    ref: str
    piclo_id: str
    push_state: str
    pushed_at: datetime | None


@dataclass
class AssetPull:
    """One reading of all assets: pages are stored as they come, and at the end what no page held is marked gone.

    `started_at` guards what was sent while Piclo's list was being read: the list may be older than the answer to that.
    """

    started_at: datetime
    seen_ids: set[str] = field(default_factory=set)
    seen_refs: set[str] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    run: SyncRun | None = None

    def begin(self, run: SyncRun) -> None:
        """What is changed from now on was changed by this run."""
        self.run = run

    def apply(self, connection: Connection, page: Page[PicloAsset], now: datetime) -> Tally:
        """Store one page. Records that cannot be stored join the page's refused ones."""
        organisation_id = connection.organisation_id
        self.seen_ids.update(refusal.ref for refusal in page.refused)
        standing = _standing(organisation_id, page.items)
        following, unsent, skipped = [], [], 0
        renamed: dict[str, str] = {}
        for item in page.items:
            self.seen_ids.add(item.value.id)
            row = _row(organisation_id, item, now)
            ours = standing.by_id.get(item.value.id) or standing.by_ref.get(item.value.ref)
            fault = self._fault(item.value, row, ours, standing)
            if fault:
                page.refused.append(Refusal(item.value.id, fault, item.raw))
            elif ours and ours.pushed_at and ours.pushed_at >= self.started_at:
                skipped += 1
            elif ours and ours.push_state in UNSENT:
                unsent.append((ours, row))
            else:
                renamed |= _rename(ours, item.value.ref, now)
                following.append(row)
        took = _follow(following, now)
        learnt, differ = _learn(unsent, now)
        rows = {row["ref"]: row for row in following}
        self._write_down([*followed(took.before, rows, renamed, "ref"), *differ], connection, now)
        unchanged = took.unchanged + learnt.unchanged + skipped
        return Tally(len(took.created), len(took.changed) + len(learnt.changed), unchanged)

    def finish(self, connection: Connection, now: datetime) -> Tally:
        """Mark the assets in step that Piclo no longer lists."""
        in_step = Asset.objects.filter(
            organisation_id=connection.organisation_id, push_state=PushState.IN_STEP
        ).exclude(pushed_at__gte=self.started_at)
        missing = [
            pk for pk, piclo_id in in_step.values_list("pk", "piclo_id") if piclo_id not in self.seen_ids
        ]
        if not missing:
            return Tally()
        left = Asset.objects.select_for_update().filter(pk__in=missing, push_state=PushState.IN_STEP)
        lost = list(left.order_by("pk").values_list("pk", "name", "ref"))
        Asset.objects.filter(pk__in=[pk for pk, *_ in lost]).update(
            push_state=PushState.GONE, modified_at=now
        )
        self._write_down(gone(lost), connection, now)
        return Tally(gone=len(lost))

    def _write_down(self, noticed: list[Noticed], connection: Connection, now: datetime) -> None:
        write_down(noticed, Asset, "asset", connection, self.run, now)

    def _fault(
        self, theirs: PicloAsset, row: Values, ours: Standing | None, standing: "Standings"
    ) -> str | None:
        """Why a record cannot be stored, in words."""
        if theirs.ref in self.seen_refs:
            return f"Another asset at Piclo has the reference {theirs.ref} too."
        self.seen_refs.add(theirs.ref)
        other = standing.by_ref.get(theirs.ref)
        if ours and (ours.pk in self.taken or (other and other.pk != ours.pk)):
            return f"Its reference {theirs.ref} belongs to another asset here."
        if ours:
            self.taken.add(ours.pk)
        return misfit(Asset, row)


@dataclass(frozen=True)
class Standings:
    """Our rows that a page may be about, by Piclo's id and by reference."""

    by_id: dict[str, Standing]
    by_ref: dict[str, Standing]


def _standing(organisation_id: int, items: Iterable[Received[PicloAsset]]) -> Standings:
    ids = [item.value.id for item in items]
    refs = [item.value.ref for item in items]
    columns = ("pk", "ref", "piclo_id", "push_state", "pushed_at")
    mine = Asset.objects.filter(organisation_id=organisation_id)
    known = [
        Standing(*row) for row in mine.filter(piclo_id__in=ids).exclude(piclo_id="").values_list(*columns)
    ]
    named = [Standing(*row) for row in mine.filter(ref__in=refs).values_list(*columns)]
    return Standings({ours.piclo_id: ours for ours in known}, {ours.ref: ours for ours in named})


def _row(organisation_id: int, item: Received[PicloAsset], now: datetime) -> Values:
    return {
        "organisation_id": organisation_id,
        **values_of(item.value),
        "piclo_id": item.value.id,
        "raw": item.raw,
        "uploaded_at": item.value.created,
        "created_at": now,
        "coordinates_from": NOBODY if item.value.latitude is None else PICLO,
        **AT_FIRST,
    }


def _rename(ours: Standing | None, ref: str, now: datetime) -> dict[str, str]:
    """Follow Piclo where somebody changed a reference there: rare, so row by row. The new one -> the earlier one."""
    if not ours or ours.ref == ref:
        return {}
    Asset.objects.filter(pk=ours.pk, push_state__in=FOLLOWING).update(ref=ref, modified_at=now)
    return {ref: ours.ref}


def _follow(rows: list[Values], now: datetime) -> Upserted:
    """Rows that follow Piclo take all of it. Coordinates that they did not have are Piclo's from then on."""
    took = upsert_changed(
        Asset,
        rows,
        key=KEY,
        keep=["created_at", "push_attempts", "coordinates_from"],
        touch={"modified_at": now},
        count_up=["version"],
        only_where={"push_state": FOLLOWING},
        remember=[*COLUMNS, "push_state"],
    )
    brought = {row["ref"]: row for row in rows}
    placed = [
        pk
        for pk, was in took.before.items()
        if any(was[name] != brought[was["ref"]][name] for name in COORDINATES)
    ]
    if placed:
        Asset.objects.filter(pk__in=placed).update(
            coordinates_from=Case(When(latitude=None, then=Value(NOBODY)), default=Value(PICLO))
        )
    return took


def _learn(unsent: list[tuple[Standing, Values]], now: datetime) -> tuple[Upserted, list[Noticed]]:
    """Rows with something unsent only learn that they are at Piclo, and as what; which differ otherwise than before.

    Their `raw` stays what they were edited from: by it the push knows what was changed here and what at Piclo.
    """
    mine = Asset.objects.filter(pk__in=[ours.pk for ours, _ in unsent])
    stand = {one["id"]: one for one in mine.values("id", "raw", "piclo_raw", *COLUMNS)} if unsent else {}
    brought = [_beside(stand[ours.pk], row) for ours, row in unsent if ours.pk in stand]
    learnt = upsert_changed(
        Asset,
        brought,
        key=KEY,
        keep=[
            "created_at",
            "version",
            "raw",
            "coordinates_from",
            *(name for name in COLUMNS if name != "ref"),
            *AT_FIRST,
        ],
        touch={"modified_at": now, "piclo_seen_at": now},
        only_where={"push_state": UNSENT},
    )
    changed = set(learnt.changed)
    differ = [
        noticed
        for ours, row in unsent
        if ours.pk in changed
        for noticed in _differing(stand[ours.pk], {name: row[name] for name in COLUMNS})
    ]
    return learnt, differ


def _beside(stands: Values, row: Values) -> Values:
    """What Piclo holds now beside what ours was edited from; nothing where that is the same."""
    theirs = None if stands["raw"] == row["raw"] else row["raw"]
    return row | {"ref": stands["ref"], "version": 1, "piclo_raw": theirs}


def _differing(stands: Values, theirs: Values) -> Iterator[Noticed]:
    known = values_read(stands["raw"] if stands["piclo_raw"] is None else stands["piclo_raw"])
    return differing(stands["id"], stands, "ref", known, theirs)

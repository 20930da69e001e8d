"""Piclo's assets brought into ours: a page at a time, set-based, only rows that differ."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from assets.models import Asset, PushState
from assets.rules.fields import COLUMNS, Values, values_of
from portal.core.bulk import Upserted, upsert_changed
from portal.core.misfits import misfit
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection
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

    def apply(self, connection: Connection, page: Page[PicloAsset], now: datetime) -> Tally:
        """Store one page. Records that cannot be stored join the page's refused ones."""
        organisation_id = connection.organisation_id
        self.seen_ids.update(refusal.ref for refusal in page.refused)
        standing = _standing(organisation_id, page.items)
        following, unsent, skipped = [], [], 0
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
                unsent.append((ours.pk, row | {"ref": ours.ref, "version": 1}))
            else:
                _rename(ours, item.value.ref, now)
                following.append(row)
        done = _store(following, _with_theirs(unsent), now)
        return Tally(len(done.created), len(done.changed), done.unchanged + skipped)

    def finish(self, connection: Connection, now: datetime) -> Tally:
        """Mark the assets in step that Piclo no longer lists."""
        in_step = Asset.objects.filter(
            organisation_id=connection.organisation_id, push_state=PushState.IN_STEP
        ).exclude(pushed_at__gte=self.started_at)
        gone = [pk for pk, piclo_id in in_step.values_list("pk", "piclo_id") if piclo_id not in self.seen_ids]
        if gone:
            Asset.objects.filter(pk__in=gone, push_state=PushState.IN_STEP).update(
                push_state=PushState.GONE, modified_at=now
            )
        return Tally(gone=len(gone))

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
        **AT_FIRST,
    }


def _with_theirs(unsent: list[tuple[int, Values]]) -> list[Values]:
    """What Piclo holds now beside what ours were edited from; nothing where that is the same."""
    raws = dict(Asset.objects.filter(pk__in=[pk for pk, _ in unsent]).values_list("pk", "raw"))
    return [row | {"piclo_raw": None if raws.get(pk) == row["raw"] else row["raw"]} for pk, row in unsent]


def _rename(ours: Standing | None, ref: str, now: datetime) -> None:
    """Follow Piclo where somebody changed a reference there: rare, so row by row."""
    if ours and ours.ref != ref:
        Asset.objects.filter(pk=ours.pk, push_state__in=FOLLOWING).update(ref=ref, modified_at=now)


def _store(following: list[Values], unsent: list[Values], now: datetime) -> Upserted:
    """Rows that follow Piclo take all of it; rows with something unsent only learn that it is there, and as what.

    Their `raw` stays what they were edited from: by it the push knows what was changed here and what at Piclo.
    """
    stamp = {"modified_at": now}
    followed = upsert_changed(
        Asset,
        following,
        key=KEY,
        keep=["created_at", "push_attempts"],
        touch=stamp,
        count_up=["version"],
        only_where={"push_state": FOLLOWING},
    )
    learnt = upsert_changed(
        Asset,
        unsent,
        key=KEY,
        keep=["created_at", "version", "raw", *(name for name in COLUMNS if name != "ref"), *AT_FIRST],
        touch=stamp | {"piclo_seen_at": now},
        only_where={"push_state": UNSENT},
    )
    return Upserted(
        followed.created + learnt.created,
        followed.changed + learnt.changed,
        followed.unchanged + learnt.unchanged,
    )

"""Piclo's word on our assets in competitions: what changed since the last reading, and once a day all of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import Exists, F, Model, OuterRef, QuerySet, Subquery

from assets.models import Asset
from competitions.models import Competition, PicloStanding, StandingReading
from competitions.rules.fields import standing_values
from portal.core.bulk import upsert_changed
from portal.core.misfits import misfit
from portal.piclo.client import PicloClient
from portal.piclo.errors import Rejected
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection, Trigger
from portal.piclo.wire import AssetQualification, Page, Refusal

# Read again what changed shortly before the newest change we know: clocks differ and pages overlap.
OVERLAP = timedelta(minutes=10)
WHOLE_EVERY = timedelta(hours=24)
# What a market answers that has no such list.
NO_SUCH_LIST = {404, 405, 501}
KEY = ["organisation_id", "piclo_competition_id", "piclo_asset_id"]


@dataclass
class StandingPull:
    """One reading: everything where `since` is None, else what changed from then on."""

    organisation_id: int
    since: datetime | None = None
    newest: datetime | None = None
    # Which pairs a whole reading has met, as "competition asset".
    seen: set[str] = field(default_factory=set)
    has_list: bool = True

    @classmethod
    def begun(cls, organisation_id: int, trigger: str, now: datetime) -> Self:
        """A reading that goes on from the last one; people, a start and the time of day ask for everything."""
        last = StandingReading.objects.filter(pk=organisation_id).first()
        if last is None or last.newest_at is None:
            return cls(organisation_id)
        stale = trigger != Trigger.SCHEDULE or last.whole_at <= now - WHOLE_EVERY
        return cls(organisation_id, since=None if stale else last.newest_at - OVERLAP, newest=last.newest_at)

    def pages(self, client: PicloClient) -> Iterator[Page[AssetQualification]]:
        """Piclo's pages; none where it has no such list, which is no failure: nobody has said that it does."""
        try:
            yield from client.list_asset_qualifications(modified_since=self.since)
        except Rejected as error:
            if error.status not in NO_SUCH_LIST:
                raise
            self.has_list = False

    def apply(self, connection: Connection, page: Page[AssetQualification], now: datetime) -> Tally:
        """Store one page. A pair whose asset or competition we do not know is kept by Piclo's ids until we do."""
        rows = {}
        for item in page.items:
            theirs = item.value
            self.newest = max((at for at in (self.newest, theirs.modified) if at), default=None)
            row = {"organisation_id": self.organisation_id, **standing_values(theirs), "raw": item.raw}
            fault = misfit(PicloStanding, row)
            if fault:
                page.refused.append(Refusal(theirs.id or theirs.asset_id, fault, item.raw))
            else:
                rows[_pair(theirs.competition_id, theirs.asset_id)] = row
        if self.since is None:
            self.seen.update(rows)
            # What cannot be read is there all the same.
            self.seen.update(_pair_in(refusal.raw) for refusal in page.refused)
        return self._store(list(rows.values()), now)

    def finish(self, connection: Connection, now: datetime) -> Tally:
        """Tie what was waiting for its asset or competition; after a whole reading mark what Piclo gives no more."""
        if not self.has_list:
            return Tally()
        tie_parked(self.organisation_id, now)
        gone = self._mark_gone(now) if self.since is None else 0
        values = {"newest_at": self.newest, **({"whole_at": now} if self.since is None else {})}
        StandingReading.objects.update_or_create(pk=self.organisation_id, defaults=values)
        return Tally(gone=gone)

    def _store(self, rows: list[dict[str, Any]], now: datetime) -> Tally:
        assets = _ours(Asset, self.organisation_id, {row["piclo_asset_id"] for row in rows})
        wanted = {row["piclo_competition_id"] for row in rows}
        competitions = _ours(Competition, self.organisation_id, wanted)
        release_replaced(assets.values())
        tied = [
            {
                **row,
                "asset_id": assets.get(row["piclo_asset_id"]),
                "competition_id": competitions.get(row["piclo_competition_id"]),
                "gone_at": None,
                "created_at": now,
            }
            for row in rows
        ]
        done = upsert_changed(PicloStanding, tied, key=KEY, keep=["created_at"], touch={"modified_at": now})
        return Tally(len(done.created), len(done.changed), done.unchanged)

    def _mark_gone(self, now: datetime) -> int:
        given = PicloStanding.objects.filter(organisation_id=self.organisation_id, gone_at=None)
        columns = given.values_list("pk", "piclo_competition_id", "piclo_asset_id")
        gone = [
            pk
            for pk, competition_id, asset_id in columns.iterator()
            if _pair(competition_id, asset_id) not in self.seen
        ]
        if gone:
            PicloStanding.objects.filter(pk__in=gone).update(gone_at=now, modified_at=now)
        return len(gone)


def tie_parked(organisation_id: int, now: datetime) -> None:
    """Tie standings to assets and competitions that have been read since."""
    parked = PicloStanding.objects.filter(organisation_id=organisation_id).parked()
    if not parked.exists():
        return
    known = _named(Asset, "piclo_asset_id")
    release_replaced(
        Asset.objects.filter(
            organisation_id=organisation_id, piclo_id__in=parked.filter(asset=None).values("piclo_asset_id")
        ).values_list("pk", flat=True)
    )
    parked.filter(Exists(known), asset=None).update(asset_id=Subquery(known.values("pk")), modified_at=now)
    known = _named(Competition, "piclo_competition_id")
    loose = parked.filter(Exists(known), competition=None)
    loose.update(competition_id=Subquery(known.values("pk")), modified_at=now)


def release_replaced(asset_ids: Iterable[int]) -> None:
    """Untie what Piclo said of these assets under an id that they no longer have there: they were registered anew."""
    tied = PicloStanding.objects.filter(asset_id__in=list(asset_ids))
    old = tied.exclude(piclo_asset_id=F("asset__piclo_id")).values_list("pk", flat=True)
    if ids := list(old):
        PicloStanding.objects.filter(pk__in=ids).update(asset=None)


def _named(model: type[Asset | Competition], column: str) -> QuerySet[Any]:
    return model._default_manager.filter(
        organisation_id=OuterRef("organisation_id"), piclo_id=OuterRef(column)
    )


def _ours(model: type[Model], organisation_id: int, piclo_ids: set[str]) -> dict[str, int]:
    mine = model._default_manager.filter(organisation_id=organisation_id, piclo_id__in=piclo_ids)
    return dict(mine.values_list("piclo_id", "pk"))


def _pair(competition_id: str, asset_id: str) -> str:
    return f"{competition_id} {asset_id}"


def _pair_in(raw: Any) -> str:
    record = raw if isinstance(raw, dict) else {}
    return _pair(str(record.get("competition_id")), str(record.get("asset_id")))

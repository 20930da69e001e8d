"""Piclo's assets brought into ours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Value, When

from assets.models import Asset
from assets.rules.coordinates import COORDINATES, NOBODY, PICLO
from assets.rules.fields import COLUMNS, Values, values_of
from assets.selectors.differences import values_read
from assets.sync.changes import Noticed, differing
from assets.sync.pull import AT_FIRST, UNSENT, Pull, Unsent
from portal.core.bulk import Upserted, upsert_changed
from portal.piclo.wire import Asset as PicloAsset


@dataclass
class AssetPull(Pull[PicloAsset]):
    """One reading of all assets."""

    model = Asset
    noun = called = "asset"
    reference = "ref"
    columns = COLUMNS
    own = ("coordinates_from",)

    def values_of(self, theirs: PicloAsset) -> Values:
        """With whose the coordinates are of an asset that is new here."""
        return {**values_of(theirs), "coordinates_from": NOBODY if theirs.latitude is None else PICLO}

    def follow(self, rows: Sequence[Values], now: datetime) -> Upserted:
        """Coordinates that rows did not have before are Piclo's from then on."""
        took = super().follow(rows, now)
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

    def learn(self, unsent: Unsent, now: datetime) -> tuple[Upserted, list[Noticed]]:
        """Also as what Piclo holds them; it is news where they differ otherwise than before.

        Their `raw` stays what they were edited from: by it the push knows what was changed here and what at Piclo.
        """
        mine = Asset.objects.filter(pk__in=[ours.pk for ours, _ in unsent])
        stand = {one["id"]: one for one in mine.values("id", "raw", "piclo_raw", *COLUMNS)} if unsent else {}
        learnt = upsert_changed(
            Asset,
            [_beside(stand[ours.pk], row) for ours, row in unsent if ours.pk in stand],
            key=self.key,
            keep=["created_at", "version", "raw", *self.own, *(set(COLUMNS) - {"ref"}), *AT_FIRST],
            touch={"modified_at": now, "piclo_seen_at": now},
            only_where={"push_state": UNSENT},
        )
        changed = set(learnt.changed)
        return learnt, [
            noticed
            for ours, row in unsent
            if ours.pk in changed
            for noticed in _differing(stand[ours.pk], {name: row[name] for name in COLUMNS})
        ]


def _beside(stands: Values, row: Values) -> Values:
    """What Piclo holds now beside what ours was edited from; nothing where that is the same."""
    theirs = None if stands["raw"] == row["raw"] else row["raw"]
    return row | {"ref": stands["ref"], "version": 1, "piclo_raw": theirs}


def _differing(stands: Values, theirs: Values) -> Iterator[Noticed]:
    known = values_read(stands["raw"] if stands["piclo_raw"] is None else stands["piclo_raw"])
    return differing(stands["id"], stands, "ref", known, theirs)

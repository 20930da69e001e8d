"""Piclo's planned assets brought into ours."""

from dataclasses import dataclass
from datetime import datetime

from assets.models import PlannedAsset
from assets.rules.fields import Values
from assets.rules.planned_fields import COLUMNS, values_of
from assets.sync.changes import Noticed, differing
from assets.sync.pull import AT_FIRST, UNSENT, Pull, Unsent
from portal.core.bulk import Upserted, upsert_changed
from portal.piclo.wire import PlannedAsset as PicloPlannedAsset


@dataclass
class PlannedAssetPull(Pull[PicloPlannedAsset]):
    """One reading of all planned assets."""

    model = PlannedAsset
    noun, called = "planned-asset", "planned asset"
    reference = "reference"
    columns = COLUMNS

    def values_of(self, theirs: PicloPlannedAsset) -> Values:
        return values_of(theirs)

    def fault_in(self, row: Values) -> str | None:
        """Also where the capacity is less than nothing."""
        return "capacity: is negative" if (row["capacity_value_mw"] or 0) < 0 else super().fault_in(row)

    def learn(self, unsent: Unsent, now: datetime) -> tuple[Upserted, list[Noticed]]:
        """It is news where Piclo did not have them before, and they differ.

        Their `raw` stays what they were edited from: by it the push knows what was changed here and what at Piclo.
        """
        learnt = upsert_changed(
            PlannedAsset,
            [row | {"reference": ours.reference, "version": 1} for ours, row in unsent],
            key=self.key,
            keep=["created_at", "version", "raw", *(set(COLUMNS) - {"reference"}), *AT_FIRST],
            touch={"modified_at": now},
            only_where={"push_state": UNSENT},
        )
        if not learnt.changed:
            return learnt, []
        rows = {ours.pk: row for ours, row in unsent}
        stand = PlannedAsset.objects.filter(pk__in=learnt.changed).order_by("pk").values("id", *COLUMNS)
        return learnt, [
            noticed
            for ours in stand
            for noticed in differing(
                ours["id"], ours, "reference", None, {name: rows[ours["id"]][name] for name in COLUMNS}
            )
        ]

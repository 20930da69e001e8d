"""What an asset may not have because another has it: a reference, or a meter that nobody said is shared."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q

from assets.models import Asset, AssetStatus, PlannedAsset
from assets.rules.checks import Faults
from assets.rules.meters import shared_meter_fault
from portal.piclo.locks import lock_until_commit

METERS = ("import_meter_id", "export_meter_id")
MOST_NAMED = 3
PLANNED_TAKEN: Faults = {"reference": ["This reference is taken by another planned asset."]}

# Of some assets those that would be live beside another one with the same MPAN, which they do not say is shared.
CLASHING = """
WITH carried AS (
    SELECT a.id, mpan FROM assets_asset a, unnest(ARRAY[a.import_meter_id, a.export_meter_id]) mpan
    WHERE a.organisation_id = %(organisation)s AND mpan <> '' AND (a.status <> 'archived' OR a.id = ANY(%(waking)s))
), shared AS (
    SELECT mpan FROM carried GROUP BY mpan HAVING count(DISTINCT id) > 1
)
SELECT DISTINCT a.id FROM carried JOIN shared USING (mpan) JOIN assets_asset a USING (id)
WHERE a.id = ANY(%(waking)s) AND NOT a.shares_meter
"""


def judge_alone(organisation_id: int, *, wait_s: float = 0) -> None:
    """From here to the end of the transaction nobody else brings a reference or a meter into the portfolio.

    Without it two people who save the same MPAN in one instant would each find it free. Rows that are to change are
    locked before it, never after, so that two who wait for each other cannot be. Raises LockBusyError after `wait_s`.
    """
    lock_until_commit(f"assets.clashes.{organisation_id}", wait_s=wait_s)


def clashes_of(values: Mapping[str, Any], *, organisation_id: int, besides: int | None = None) -> Faults:
    """The faults of an asset's values beside the organisation's other assets, `besides` itself."""
    faults: Faults = {}
    taken = Asset.objects.filter(organisation_id=organisation_id, ref=values.get("ref") or "")
    if other := taken.exclude(pk=besides or 0).first():
        faults["ref"] = [f"This reference is taken by {other}."]
    if values.get("shares_meter") or values.get("status") == AssetStatus.ARCHIVED:
        return faults
    for name in METERS:
        mpan = values.get(name) or ""
        if others := others_with_meter(mpan, organisation_id, besides):
            faults[name] = [shared_meter_fault(mpan, [other.ref for other in others])]
    return faults


def others_with_meter(mpan: str, organisation_id: int, besides: int | None) -> list[Asset]:
    """The first few other live assets that carry an MPAN in either direction."""
    if not mpan:
        return []
    live = Asset.objects.filter(organisation_id=organisation_id).live()
    carrying = live.filter(Q(import_meter_id=mpan) | Q(export_meter_id=mpan)).exclude(pk=besides or 0)
    return list(carrying.order_by("ref")[:MOST_NAMED])


def clashing_when_live(waking: Sequence[int], *, organisation_id: int) -> set[int]:
    """Those of some archived assets (keys) that cannot all be live again: another has their meter."""
    if not waking:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(CLASHING, {"organisation": organisation_id, "waking": list(waking)})
        return {pk for (pk,) in cursor.fetchall()}


def planned_clashes_of(reference: str, *, organisation_id: int, besides: int | None = None) -> Faults:
    """The fault of a planned asset's reference beside the organisation's other planned assets."""
    taken = PlannedAsset.objects.filter(organisation_id=organisation_id, reference=reference)
    return PLANNED_TAKEN if reference and taken.exclude(pk=besides or 0).exists() else {}

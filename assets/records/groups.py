"""Groups made, joined and left, each with its events. Called in a transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from assets.models import Asset, AssetGroup
from portal.audit.services import Decided, record_events
from portal.core.bulk import insert_rows

AT_ONCE = 5_000
Belonging = AssetGroup.assets.through


@dataclass(frozen=True)
class Acting:
    """For whom, by whom and when."""

    organisation_id: int
    actor_id: int | None
    now: datetime

    def record(self, kind: str, model: type[Asset] | type[AssetGroup], decided: list[Decided]) -> None:
        record_events(
            kind=kind,
            organisation_id=self.organisation_id,
            actor_id=self.actor_id,
            model=model,
            decided=decided,
            at=self.now,
        )


def make_groups(names: Collection[str], acting: Acting) -> dict[str, int]:
    """The keys of the organisation's groups by `names`; those that were not there are made."""
    mine = AssetGroup.objects.filter(organisation_id=acting.organisation_id, name__in=names)
    known = dict(mine.values_list("name", "pk"))
    missing = sorted({*names} - known.keys())
    groups = [AssetGroup(organisation_id=acting.organisation_id, name=name) for name in missing]
    made = {group.name: group.pk for group in AssetGroup.objects.bulk_create(groups)}
    acting.record(
        "asset-group.created",
        AssetGroup,
        [Decided(pk, name, after={"name": name}) for name, pk in made.items()],
    )
    return known | made


def join_groups(wanted: Mapping[int, Collection[int]], acting: Acting) -> int:
    """Put assets (keys) into groups (keys); how many belongings are new."""
    locked = AssetGroup.objects.filter(pk__in=wanted).order_by("pk").select_for_update()
    names = {group.pk: group.name for group in locked}
    pairs = ((group, asset) for group in names for asset in dict.fromkeys(wanted[group]))
    joined = 0
    while some := list(islice(pairs, AT_ONCE)):
        joined += _join(some, names, acting)
    return joined


def leave_group(group: AssetGroup, assets: Collection[int], acting: Acting) -> int:
    """Take assets (keys) out of a group whose row is locked; how many were in it."""
    left, chosen = 0, iter(assets)
    while some := list(islice(chosen, AT_ONCE)):
        belongings = Belonging.objects.filter(assetgroup_id=group.pk, asset_id__in=some)
        gone = list(belongings.values_list("asset_id", flat=True))
        belongings.delete()
        _record("asset.ungrouped", [(group.pk, asset) for asset in gone], {group.pk: group.name}, acting)
        left += len(gone)
    return left


def _join(pairs: list[tuple[int, int]], names: Mapping[int, str], acting: Acting) -> int:
    groups, assets = {group for group, _ in pairs}, {asset for _, asset in pairs}
    standing = Belonging.objects.filter(assetgroup_id__in=groups, asset_id__in=assets)
    known = set(standing.values_list("assetgroup_id", "asset_id"))
    new = [pair for pair in pairs if pair not in known]
    insert_rows(Belonging, [{"assetgroup_id": group, "asset_id": asset} for group, asset in new])
    _record("asset.grouped", new, names, acting)
    return len(new)


def _record(kind: str, pairs: list[tuple[int, int]], names: Mapping[int, str], acting: Acting) -> None:
    named = Asset.objects.filter(pk__in={asset for _, asset in pairs}).values_list("pk", "name", "ref")
    labels = {pk: name or ref for pk, name, ref in named}
    side = "before" if kind.endswith("ungrouped") else "after"
    acting.record(
        kind,
        Asset,
        [Decided(asset, labels[asset], **{side: {"group": names[group]}}) for group, asset in pairs],
    )

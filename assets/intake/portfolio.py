"""The portfolio as rows of a file are judged against it: read by reference, a batch at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField

from assets.models import Asset, AssetGroup
from assets.rules.sheet import SHEET

FIELDS = tuple(column.name for column in SHEET if column.name != "groups")
LONGEST = {
    field.attname: int(field.max_length or 0)
    for field in Asset._meta.concrete_fields
    if isinstance(field, CharField) and field.attname in FIELDS
}


@dataclass(frozen=True)
class Standing:
    """An asset as it stands, with the columns of the sheet."""

    pk: int
    version: int
    values: dict[str, Any]
    coordinates_from: str


def blank_values() -> Mapping[str, Any]:
    """An asset of which nothing was said."""
    blank = Asset()
    return {name: getattr(blank, name) for name in FIELDS} | {"groups": []}


def standing_by_ref(organisation_id: int, refs: Iterable[str]) -> dict[str, Standing]:
    """The organisation's assets that have these references."""
    mine = Asset.objects.filter(organisation_id=organisation_id, ref__in=list(refs))
    rows = list(mine.values("pk", "version", "coordinates_from", *FIELDS))
    groups = _groups_of([row["pk"] for row in rows])
    return {
        row["ref"]: Standing(
            row["pk"],
            row["version"],
            {name: row[name] for name in FIELDS} | {"groups": groups[row["pk"]]},
            row["coordinates_from"],
        )
        for row in rows
    }


def _groups_of(pks: list[int]) -> dict[int, list[str]]:
    """Names of the groups that assets are in, by asset."""
    named: dict[int, list[str]] = defaultdict(list)
    through = AssetGroup.assets.through.objects.filter(asset_id__in=pks).order_by("assetgroup__name")
    for pk, name in through.values_list("asset_id", "assetgroup__name"):
        named[pk].append(name)
    return named

"""Assets on the map: gathered in cells for drawing, and as columns of numbers for measuring."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Avg, BigIntegerField, Count, F, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Cast, Floor

from assets.models import Asset
from competitions.rules.mapping import Box, cell_degrees
from competitions.rules.nearness import Points

WATTS = 1_000_000
PLACED = Q(at_longitude__isnull=False, at_latitude__isnull=False)


@dataclass(frozen=True)
class Cluster:
    """Assets in one cell: where their middle is, the box that holds them, and what they can do together."""

    longitude: float
    latitude: float
    box: Box
    count: int
    export_mw: Decimal
    import_mw: Decimal
    # The asset itself where there is one alone.
    asset_id: int | None
    name: str


@dataclass(frozen=True)
class Placed:
    """All assets that a filter finds: those with a position as points, and how many have none."""

    points: Points
    unplaced: int


def located(assets: QuerySet[Asset]) -> "QuerySet[Any]":
    """The assets with their positions, in a form that can be gathered; archived ones take no part."""
    rows = Asset.objects.filter(pk__in=assets.order_by().values("pk"))
    return rows.live().located()


def placed_assets(assets: QuerySet[Asset]) -> Placed:
    """Everything at once in one query, a column an array: 100,000 rows one by one cost ten times as much."""
    columns = {
        "ids": F("pk"),
        "longitudes": F("at_longitude"),
        "latitudes": F("at_latitude"),
        "export_w": Cast(F("active_export_capacity_mw") * WATTS, BigIntegerField()),
        "import_w": Cast(F("active_import_capacity_mw") * WATTS, BigIntegerField()),
    }
    gathered = {name: ArrayAgg(column, filter=PLACED, default=[]) for name, column in columns.items()}
    found = located(assets).aggregate(total=Count("pk"), **gathered)
    points = Points(
        ids=np.array(found["ids"], np.int64),
        longitudes=np.array(found["longitudes"], float),
        latitudes=np.array(found["latitudes"], float),
        export_w=np.array(found["export_w"], np.int64),
        import_w=np.array(found["import_w"], np.int64),
    )
    return Placed(points, found["total"] - len(points))


def unplaced_assets(assets: QuerySet[Asset]) -> "QuerySet[Any]":
    """Assets of which nobody knows where they are."""
    return located(assets).exclude(PLACED)


def clusters(assets: QuerySet[Asset], box: Box, zoom: int) -> Sequence[Cluster]:
    """Assets in the box gathered in cells of the zoom, by one query."""
    wide, high = cell_degrees(box, zoom)
    rows = (
        located(assets)
        .filter(at_longitude__range=(box.west, box.east), at_latitude__range=(box.south, box.north))
        .annotate(cell_x=Floor(F("at_longitude") / wide), cell_y=Floor(F("at_latitude") / high))
        .values("cell_x", "cell_y")
        .annotate(
            count=Count("pk"),
            export_mw=Sum("active_export_capacity_mw"),
            import_mw=Sum("active_import_capacity_mw"),
            longitude_mean=Avg("at_longitude"),
            latitude_mean=Avg("at_latitude"),
            west=Min("at_longitude"),
            south=Min("at_latitude"),
            east=Max("at_longitude"),
            north=Max("at_latitude"),
            first=Min("pk"),
            first_name=Min("name"),
        )
        .order_by("cell_y", "cell_x")
    )
    return [
        Cluster(
            longitude=row["longitude_mean"],
            latitude=row["latitude_mean"],
            box=Box(row["west"], row["south"], row["east"], row["north"]),
            count=row["count"],
            export_mw=row["export_mw"],
            import_mw=row["import_mw"],
            asset_id=row["first"] if row["count"] == 1 else None,
            name=row["first_name"] if row["count"] == 1 else "",
        )
        for row in rows
    ]

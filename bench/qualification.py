"""Judging a whole portfolio against a whole market, against a bare pass of shapely's tree over the same shapes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import shapely
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from assets.models import Asset
from bench.line import Line, median, seconds
from bench.stack import Stack
from competitions.judging import judge_organisation
from competitions.models import Competition, Judged, ServicePeriod, ServiceWindow, Verdict
from portal.accounts.models import Organisation

ASSETS, AREAS, TOWNS, ROUNDS = 100_000, 5_000, 400, 3
KM_PER_DEGREE = 111.3
BUFFERS_KM = (0.0, 0.1, 0.5, 1.0, 2.0)
FLOOR = "the same points and areas in a tree: intersects, and within the buffer"


def measure(stack: Stack) -> Line:
    """The first judging of everything, median of three; then one new competition and one moved asset by themselves."""
    organisation = Organisation.objects.order_by("pk")[0]
    points, shapes, buffers = landscape()
    _fill(organisation, points, shapes, buffers)
    figures, floors = [], []
    for _ in range(ROUNDS):
        _forget()
        figures.append(seconds(lambda: judge_organisation(organisation.pk, timezone.now())))
        floors.append(seconds(lambda: _floor(points, shapes, buffers)))
    shares = f"{_share(organisation, _new_competition)}; {_share(organisation, _moved_asset)}"
    work = f"{ASSETS} assets against {AREAS} areas, {Verdict.objects.count()} verdicts ({shares})"
    return Line("qualification", work, median(figures), FLOOR, median(floors))


Points = NDArray[np.float64]
Drawn = tuple[Points, list[shapely.Geometry], list[float]]


def landscape() -> Drawn:
    """Assets round towns all over Great Britain's extent, and areas of some kilometres, some with holes or parts."""
    dice = np.random.default_rng(1)
    towns = np.column_stack([dice.uniform(-5.5, 1.5, TOWNS), dice.uniform(50.2, 57.5, TOWNS)])
    points = towns[dice.integers(0, TOWNS, ASSETS)] + dice.normal(0, [0.08, 0.05], (ASSETS, 2))
    shapes = []
    for number in range(AREAS):
        middle = towns[dice.integers(0, TOWNS)] + dice.normal(0, [0.12, 0.08])
        reach = float(dice.uniform(1.5, 6))
        holes = [_ring(dice, middle, reach * 0.3, 20)] if number % 5 == 0 else []
        shape = shapely.Polygon(_ring(dice, middle, reach, int(dice.integers(40, 100))), holes)
        if number % 7 == 0:
            second = shapely.Polygon(_ring(dice, middle + np.array([0.2, 0.1]), reach * 0.5, 40))
            shape = shapely.MultiPolygon([shape, second])
        shapes.append(shapely.make_valid(shape))
    return points, shapes, [BUFFERS_KM[number % len(BUFFERS_KM)] for number in range(AREAS)]


def _ring(
    dice: np.random.Generator,
    middle: Points,
    reach_km: float,
    corners: int,
) -> object:
    turns = np.sort(dice.uniform(0, 2 * np.pi, corners))
    reach = reach_km * dice.uniform(0.6, 1, corners) / KM_PER_DEGREE
    east = middle[0] + reach * np.cos(turns) / np.cos(np.radians(middle[1]))
    return np.round(np.column_stack([east, middle[1] + reach * np.sin(turns)]), 6)


def _fill(
    organisation: Organisation, points: Points, shapes: list[shapely.Geometry], buffers: list[float]
) -> None:
    """The whole portfolio and the whole market, and nothing else of either."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE assets_asset, competitions_competition CASCADE")
    assets = (_asset(organisation, number, *place, now) for number, place in enumerate(points.tolist()))
    Asset.objects.bulk_create(assets, batch_size=2_000)
    areas = enumerate(zip(shapes, buffers, strict=True))
    made = Competition.objects.bulk_create(
        [_competition(organisation, number, shape, buffer, now) for number, (shape, buffer) in areas],
        batch_size=500,
    )
    periods = ServicePeriod.objects.bulk_create(
        [
            ServicePeriod(competition=one, piclo_id="p", start_on=now.date(), end_on=now.date())
            for one in made
        ],
        batch_size=1_000,
    )
    windows = [_window(period, number) for period in periods for number in range(2)]
    ServiceWindow.objects.bulk_create(windows, batch_size=2_000)


def _asset(organisation: Organisation, number: int, east: float, north: float, now: datetime) -> Asset:
    return Asset(
        organisation=organisation,
        ref=f"B-{number:06}",
        name=f"Battery {number}",
        category="storage",
        asset_type="battery",
        voltage_level_kv=Decimal(11 if number % 3 else 33),
        longitude=east,
        latitude=north,
        active_export_capacity_mw=Decimal(number % 50) / 100,
        max_runtime=timedelta(hours=2),
        uploaded_at=now - timedelta(days=number % 20),
    )


def _window(period: ServicePeriod, number: int) -> ServiceWindow:
    return ServiceWindow(
        period=period,
        piclo_id=f"w{number}",
        name=f"Window {number}",
        start_time="16:00",
        end_time="18:00",
        weekdays=[1],
        capacity_required_mw=1,
        minimum_run_time=timedelta(hours=1 + number),
    )


def _competition(
    organisation: Organisation, number: int, shape: shapely.Geometry, buffer: float, now: datetime
) -> Competition:
    return Competition(
        organisation=organisation,
        piclo_id=f"bench{number}",
        reference=f"BENCH_{number}",
        name=f"Bench {number}",
        qualification_closed_at=now + timedelta(days=number % 30 - 10),
        open_at=now,
        closed_at=now + timedelta(days=30),
        area_buffer_km=Decimal(str(buffer)),
        boundary={"geometry": shapely.geometry.mapping(shape)},
        need_direction="Deficit",
        power_type="Active Power",
        minimum_connection_voltage_kv=Decimal(11),
        maximum_connection_voltage_kv=Decimal(11 if number % 2 else 33),
    )


def _forget() -> None:
    """A portal that has judged nothing; areas are made ready when they are read, and stay."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE competitions_verdict, competitions_judged, assets_eligibility")


def _floor(
    points: Points,
    shapes: list[shapely.Geometry],
    buffers: list[float],
) -> None:
    tree = shapely.STRtree(shapely.points(points))
    tree.query(shapes, predicate="intersects")
    tree.query(shapes, predicate="dwithin", distance=np.array(buffers) / KM_PER_DEGREE)


def _share(organisation: Organisation, change: Callable[[Organisation], str]) -> str:
    what = change(organisation)
    return f"{what} {seconds(lambda: judge_organisation(organisation.pk, timezone.now())) * 1000:.0f} ms"


def _new_competition(organisation: Organisation) -> str:
    Judged.objects.filter(competition=Competition.objects.order_by("-pk")[0]).delete()
    return "one competition anew"


def _moved_asset(organisation: Organisation) -> str:
    asset = Asset.objects.order_by("pk")[0]
    asset.longitude = (asset.longitude or 0) + 0.01
    asset.save()
    return "one moved asset"

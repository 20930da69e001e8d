"""Operators and their areas. All names are invented; the land under them is real."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OperatorSketch:
    """An operator, the number its meters start with, and its DPS record."""

    key: str
    name: str
    distributor: str
    dps_reference: str
    dps_name: str


@dataclass(frozen=True)
class Area:
    """A competition area: corner points as (longitude, latitude), around a town with postcodes of its own."""

    reference: str
    name: str
    operator: str
    corners: tuple[tuple[float, float], ...]
    middle: tuple[float, float]
    sectors: tuple[str, ...]

    @property
    def geometry(self) -> dict[str, Any]:
        ring = [list(corner) for corner in (*self.corners, self.corners[0])]
        return {"type": "Polygon", "coordinates": [ring]}


OPERATORS = (
    OperatorSketch(
        "lowland", "Lowland Power Networks", "18", "LPN_FLEX_2026", "Lowland flexibility services"
    ),
    OperatorSketch("northeast", "North East Wires", "15", "NEW_FLEX_2026", "North East flexibility services"),
    OperatorSketch("pennine", "Pennine Electricity", "16", "PE_FLEX_2026", "Pennine flexibility services"),
)

AREAS = (
    Area(
        "CORBIE_LAW",
        "Corbie Law",
        "lowland",
        ((-2.94, 55.66), (-2.78, 55.69), (-2.63, 55.64), (-2.60, 55.56), (-2.72, 55.52), (-2.90, 55.55)),
        (-2.78, 55.61),
        ("TD1 1", "TD1 3", "TD6 9"),
    ),
    Area(
        "WHITADDER_BRAES",
        "Whitadder Braes",
        "lowland",
        ((-2.92, 55.99), (-2.70, 56.01), (-2.55, 55.96), (-2.58, 55.88), (-2.76, 55.87), (-2.90, 55.91)),
        (-2.75, 55.94),
        ("EH41 3", "EH41 4", "EH42 1"),
    ),
    Area(
        "ESKMOUTH",
        "Eskmouth",
        "lowland",
        ((-3.18, 55.93), (-3.03, 55.96), (-2.96, 55.91), (-3.00, 55.84), (-3.12, 55.83)),
        (-3.07, 55.90),
        ("EH21 6", "EH22 2", "EH19 2"),
    ),
    Area(
        "BLYTH_MOOR",
        "Blyth Moor",
        "northeast",
        ((-1.82, 55.21), (-1.66, 55.24), (-1.50, 55.18), (-1.49, 55.09), (-1.64, 55.06), (-1.80, 55.11)),
        (-1.65, 55.15),
        ("NE61 1", "NE63 0", "NE24 2"),
    ),
    Area(
        "SKERNE_VALE",
        "Skerne Vale",
        "northeast",
        ((-1.66, 54.62), (-1.48, 54.65), (-1.38, 54.58), (-1.42, 54.50), (-1.58, 54.49)),
        (-1.52, 54.57),
        ("DL1 4", "DL5 6", "TS21 3"),
    ),
    Area(
        "EDENSIDE",
        "Edenside",
        "pennine",
        ((-2.86, 54.71), (-2.70, 54.72), (-2.64, 54.65), (-2.70, 54.60), (-2.84, 54.62)),
        (-2.75, 54.66),
        ("CA11 7", "CA10 1"),
    ),
)

AREA = {area.reference: area for area in AREAS}
OPERATOR = {sketch.key: sketch for sketch in OPERATORS}
RIVALS = ("Kestrel Energy", "Northmoor Power", "Tidewater Flex", "Alder Demand")

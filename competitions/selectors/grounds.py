"""Areas made ready for judging, as they are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from competitions.models import Ground
from competitions.rules.geometry import Numbers
from competitions.rules.pairs import Grounds
from portal.core.columns import read_binary

COLUMNS = (
    "competition_id",
    "shape",
    "metres",
    "surely",
    "perhaps",
    "longitude",
    "latitude",
    "reach_m",
    "west",
    "south",
    "east",
    "north",
)


@dataclass(frozen=True)
class Drawn:
    """Areas that are drawn, as they stand in the database: by competition, ascending."""

    rows: list[Any]

    @property
    def keys(self) -> list[int]:
        """Of their competitions."""
        return [row[0] for row in self.rows]

    @property
    def boxes(self) -> Numbers:
        """Rows of (west, south, east, north)."""
        return self._numbers(3, 7)

    def grounds(self) -> Grounds:
        """The areas in the same order, ready to be asked. Needs no database."""
        shapes, metres, surely, perhaps = (_read(row[place] for row in self.rows) for place in range(1, 5))
        return Grounds(
            shapes, metres, surely, perhaps, self._numbers(0, 2), self._numbers(2, 3)[:, 0], self.boxes
        )

    def _numbers(self, first: int, after: int) -> Numbers:
        found = np.array([row[5 + first : 5 + after] for row in self.rows], float)
        return found.reshape(-1, after - first)


def read_drawn(grounds: QuerySet[Ground]) -> Drawn:
    """Those of some areas that are drawn."""
    rows = grounds.exclude(shape=None).order_by("competition_id").values_list(*COLUMNS)
    try:
        return Drawn(read_binary(*rows.query.sql_with_params()))
    except EmptyResultSet:
        return Drawn([])


def listed_postcodes(grounds: QuerySet[Ground]) -> dict[int, Sequence[str]]:
    """The postcodes, sectors and districts that competitions list, by competition."""
    return dict(grounds.exclude(postcodes=[]).values_list("competition_id", "postcodes"))


def _read(shapes: Iterable[bytes]) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    kept = np.empty(0, object)
    listed = [bytes(shape) for shape in shapes]
    if listed:
        kept = shapely.from_wkb(np.array(listed, object))
        shapely.prepare(kept)
    return kept

"""Areas made ready for judging, as they are kept."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from django.db.models import QuerySet

from competitions.models import Ground
from competitions.rules.pairs import Grounds

COLUMNS = (
    "competition_id",
    "shape",
    "metres",
    "longitude",
    "latitude",
    "reach_m",
    "west",
    "south",
    "east",
    "north",
)


def read_grounds(grounds: QuerySet[Ground]) -> tuple[list[int], Grounds]:
    """Areas that are drawn: the keys of their competitions, ascending, and the areas in the same order."""
    rows = list(grounds.exclude(shape=None).order_by("competition_id").values_list(*COLUMNS))
    numbers = np.array([row[3:] for row in rows], float).reshape(-1, 7)
    return [row[0] for row in rows], Grounds(
        shapes=_read(row[1] for row in rows),
        metres=_read(row[2] for row in rows),
        middles=numbers[:, :2],
        reaches_m=numbers[:, 2],
        boxes=numbers[:, 3:],
    )


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

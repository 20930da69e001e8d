"""Verdicts into their table: what is new or other is written, what no longer holds is removed, equal rows stay."""

import numpy as np
from psycopg import sql

from competitions.rules.fleet import Rows
from competitions.rules.pairs import Indices
from portal.core.columns import read_columns, replace_columns

VERDICT = {
    "competition_id": "i8",
    "asset_id": "i8",
    "place": "i2",
    "standing": "i2",
    "codes": "i4",
    "capacity_w": "i8",
}
NOTHING: Rows = np.empty(0, list(VERDICT.items()))
TABLE = sql.Identifier("competitions_verdict")
STANDING = sql.SQL("SELECT {} FROM {} WHERE {}")


def store_verdicts(found: Rows, scope: sql.Composable) -> Indices:
    """Have the verdicts in `scope` (a condition on the table) be those found. The assets of which one changed."""
    columns = sql.SQL(", ").join(map(sql.Identifier, VERDICT))
    standing = read_columns(STANDING.format(columns, TABLE, scope), VERDICT)
    changes = replace_columns(TABLE, ("competition_id", "asset_id"), found, standing)
    return np.unique(np.concatenate([found["asset_id"][changes.fresh], standing["asset_id"][changes.stale]]))

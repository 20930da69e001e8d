"""What verdicts come to for an asset: how many open competitions it fits, and until when one of them is open."""

from datetime import datetime

import numpy as np
from psycopg import sql

from competitions.rules.codes import Standing
from competitions.rules.fleet import Rows
from competitions.rules.pairs import Indices
from portal.core.columns import read_columns, replace_columns

TABLE = sql.Identifier("assets_eligibility")
ELIGIBILITY = {"asset_id": "i8", "seen_modified_at": "i8", "competitions": "i4", "open_until_at": "i8"}
SUMMED = {"asset_id": "i8", "competitions": "i4", "open_until_at": "i8"}
SUM = sql.SQL(
    "SELECT v.asset_id, count(*)::int, max(c.closed_at) FROM competitions_verdict v "
    "JOIN competitions_competition c ON c.id = v.competition_id WHERE c.organisation_id = {organisation} "
    "AND v.standing <= {active} AND c.gone_at IS NULL AND c.closed_at > {now}{these} GROUP BY v.asset_id"
)
KEPT = sql.SQL(
    "SELECT e.asset_id, e.seen_modified_at, e.competitions, e.open_until_at "
    "FROM assets_eligibility e JOIN assets_asset a ON a.id = e.asset_id "
    "WHERE a.organisation_id = {organisation}{these}"
)
# PostgreSQL's year 2000: an asset that fits nothing was open for something before any time that anybody asks about.
NOT_OPEN = 0
# Whole portfolios are summed up without looking assets up one by one.
MANY = 20_000


def store_eligibility(organisation_id: int, due: Rows, changed: Indices, now: datetime) -> None:
    """Have the eligibility of assets that were due, or of which a verdict changed, follow from their verdicts.

    What stands as seen is what was due, read before anything else: an asset that changed since is due again.
    """
    ids = np.union1d(due["id"], changed)
    if not len(ids):
        return
    kept = _read(KEPT, "e", ELIGIBILITY, organisation_id, ids, now)
    summed = _read(SUM, "v", SUMMED, organisation_id, ids, now)
    found = np.zeros(len(ids), list(ELIGIBILITY.items()))
    found["asset_id"], found["open_until_at"] = ids, NOT_OPEN
    _bring(found, kept, ("seen_modified_at",))
    _bring(found, summed, ("competitions", "open_until_at"))
    seen = np.empty(len(due), [("asset_id", "i8"), ("seen_modified_at", "i8")])
    seen["asset_id"], seen["seen_modified_at"] = due["id"], due["modified_at"]
    _bring(found, seen, ("seen_modified_at",))
    known = found[found["seen_modified_at"] != 0]
    replace_columns(TABLE, ("asset_id",), known, kept[np.isin(kept["asset_id"], known["asset_id"])])


def _bring(found: Rows, others: Rows, names: tuple[str, ...]) -> None:
    """Values of others' rows into those of the same asset."""
    at = np.searchsorted(found["asset_id"], others["asset_id"])
    here = np.isin(others["asset_id"], found["asset_id"])
    for name in names:
        found[name][at[here]] = others[name][here]


def _read(
    query: sql.SQL, alias: str, kinds: dict[str, str], organisation_id: int, ids: Indices, now: datetime
) -> Rows:
    these: sql.Composable = sql.SQL("")
    if len(ids) < MANY:
        these = sql.SQL(" AND {}.asset_id = ANY({})").format(sql.Identifier(alias), sql.Literal(ids.tolist()))
    return read_columns(
        query.format(
            organisation=sql.Literal(organisation_id),
            active=sql.Literal(Standing.DOUBTFUL.value),
            now=sql.Literal(now),
            these=these,
        ),
        kinds,
    )

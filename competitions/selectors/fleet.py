"""Assets as rows of numbers, straight from the database (`rules.fleet.FLEET`)."""

from collections.abc import Sequence

from psycopg import sql

from assets.models import AssetStatus
from competitions.rules.fleet import FLEET, UNKNOWN, Rows
from competitions.rules.geometry import Numbers
from portal.core.columns import read_columns

# Where no list of words is asked about, it is enough to know that there is one.
PLAIN_WORD = "({column} <> '')::int::bigint"
# As `rules.fleet.word_number` makes it.
HASHED_WORD = "CASE WHEN {column} = '' THEN 0 ELSE ('x' || left(md5({column}), 16))::bit(64)::bigint END"
WORDS = {
    "asset_type": "a.asset_type",
    "connection_type": "a.connection_type",
    "import_meter": "a.import_meter_id",
    "export_meter": "a.export_meter_id",
}
POWERS = {
    "active_export": "a.active_export_capacity_mw",
    "active_import": "a.active_import_capacity_mw",
    "reactive_export": "a.reactive_export_capacity_mvar",
    "reactive_import": "a.reactive_import_capacity_mvar",
}
LENGTHS = ("response_time", "min_runtime", "max_runtime", "recovery_time")
ROWS = sql.SQL(
    "SELECT {columns} FROM assets_asset a "
    "LEFT JOIN assets_postcodeposition p ON a.longitude IS NULL AND p.postcode = a.postcode "
    "WHERE a.organisation_id = {organisation} AND a.status <> {archived}{narrowed} ORDER BY a.id"
)
THESE = sql.SQL(" AND a.id = ANY({ids})")
# Without coordinates of its own an asset may be anywhere until its postcode is looked up.
NEAR = sql.SQL(
    " AND (a.longitude IS NULL OR a.id IN (SELECT i.id FROM "
    "unnest({west}::float8[], {south}::float8[], {east}::float8[], {north}::float8[]) b (w, s, e, n) "
    "JOIN assets_asset i ON i.organisation_id = {organisation} AND i.latitude BETWEEN b.s AND b.n "
    "AND i.longitude BETWEEN b.w AND b.e))"
)


def read_fleet(
    organisation_id: int,
    *,
    ids: Sequence[int] | None = None,
    near: Numbers | None = None,
    words: bool = True,
) -> Rows:
    """The organisation's assets that are not archived, by id; narrowed to `ids`, or to those that may lie in boxes.

    `near` holds rows of (west, south, east, north) degrees. Without `words` a word's number says only whether it is th.
    """
    organisation = sql.Literal(organisation_id)
    narrowed: sql.Composable = sql.SQL("")
    if ids is not None:
        narrowed = THESE.format(ids=sql.Literal(list(ids)))
    elif near is not None:
        sides = {
            name: sql.Literal(near[:, n].tolist())
            for n, name in enumerate(("west", "south", "east", "north"))
        }
        narrowed = NEAR.format(organisation=organisation, **sides)
    query = ROWS.format(
        columns=_columns(words),
        organisation=organisation,
        archived=sql.Literal(AssetStatus.ARCHIVED.value),
        narrowed=narrowed,
    )
    return read_columns(query, FLEET)


def _columns(words: bool) -> sql.Composable:
    word = HASHED_WORD if words else PLAIN_WORD
    expressions = {
        "id": "a.id",
        "modified_at": "a.modified_at",
        "longitude": "coalesce(a.longitude, p.longitude, 'NaN')",
        "latitude": "coalesce(a.latitude, p.latitude, 'NaN')",
        "voltage": f"coalesce((a.voltage_level_kv * 1000)::bigint, {UNKNOWN})",
        "uploaded_at": "coalesce(a.uploaded_at, 'infinity')",
        # Most assets have one direction: asking for nought is quicker than multiplying it.
        **{
            name: f"CASE WHEN {column} = 0 THEN 0 ELSE ({column} * 1000000)::bigint END"
            for name, column in POWERS.items()
        },
        **{
            name: f"coalesce((extract(epoch FROM a.{name}) * 1000000)::bigint, {UNKNOWN})" for name in LENGTHS
        },
        **{name: word.format(column=column) for name, column in WORDS.items()},
    }
    return sql.SQL(", ").join(sql.SQL(expressions[name]) for name in FLEET)

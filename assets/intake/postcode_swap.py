"""The stage of a postcode table brought into the standing one: only rows that are new, moved or gone are touched."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

STAGE = "assets_postcodestage"

FRESH = f"""
CREATE TEMP TABLE fresh_postcodes AS
SELECT DISTINCT ON (postcode COLLATE "C") postcode, longitude, latitude FROM {STAGE} ORDER BY postcode COLLATE "C"
"""  # noqa: S608 (a name of our own)
MOVED = """
CREATE TEMP TABLE moved_postcodes AS
SELECT coalesce(f.postcode, p.postcode) AS postcode FROM fresh_postcodes f
FULL JOIN assets_postcodeposition p ON p.postcode = f.postcode
WHERE (f.longitude, f.latitude) IS DISTINCT FROM (p.longitude, p.latitude)
AND (f.postcode IS NOT NULL OR NOT %s)
"""
GONE = """
DELETE FROM assets_postcodeposition p USING moved_postcodes m
WHERE p.postcode = m.postcode AND NOT EXISTS (SELECT FROM fresh_postcodes f WHERE f.postcode = p.postcode)
"""
HERE = """
INSERT INTO assets_postcodeposition (postcode, longitude, latitude)
SELECT f.postcode, f.longitude, f.latitude FROM fresh_postcodes f JOIN moved_postcodes m ON m.postcode = f.postcode
ON CONFLICT (postcode) DO UPDATE SET longitude = EXCLUDED.longitude, latitude = EXCLUDED.latitude
"""
# An asset with coordinates of its own does not move with its postcode.
ASSETS = """
WITH judged_again AS (
    UPDATE assets_asset a SET modified_at = %s FROM moved_postcodes m
    WHERE m.postcode = a.postcode AND (a.longitude IS NULL OR a.latitude IS NULL)
    RETURNING a.organisation_id
)
SELECT organisation_id, count(*) FROM judged_again GROUP BY organisation_id
"""


@dataclass(frozen=True)
class Moved:
    """What a swap did: postcodes staged, and new, moved or gone; assets that moved, by organisation."""

    staged: int
    standing: int
    postcodes: int
    assets: dict[int, int]
    keeps_others: bool

    @property
    def shrinks(self) -> bool:
        """Whether more than half of the standing table would be lost: the file is a part of it."""
        return not self.keeps_others and self.staged * 2 < self.standing


def swap(*, keeps_others: bool, now: datetime) -> Moved:
    """Bring the stage into the table, in the caller's transaction, and stamp the assets whose position changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM assets_postcodeposition")
        standing: int = cursor.fetchone()[0]
        cursor.execute(FRESH)
        staged = cursor.rowcount
        cursor.execute("ANALYZE fresh_postcodes")
        cursor.execute(MOVED, [keeps_others])
        postcodes = cursor.rowcount
        cursor.execute("ANALYZE moved_postcodes")
        if not keeps_others:
            cursor.execute(GONE)
        cursor.execute(HERE)
        cursor.execute(ASSETS, [now])
        assets = dict(cursor.fetchall())
        cursor.execute("DROP TABLE fresh_postcodes, moved_postcodes")
    return Moved(staged, standing, postcodes, assets, keeps_others)

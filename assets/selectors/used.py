"""The words that an organisation uses where its people may use their own."""

from collections.abc import Sequence

from django.db import connection

from assets.models import Asset, PlannedAsset
from assets.rules.used import ASSET_WORDS, PLANNED_WORDS
from portal.accounts.models import Membership

MOST_OFFERED = 50
# Among the newest, so that a large portfolio is not gone through for every form.
LOOKED_AT = 20_000

USED = """
SELECT field, word FROM (
    SELECT field, word, row_number() OVER (PARTITION BY field ORDER BY count(*) DESC, word) AS place
    FROM (SELECT {columns} FROM {table} WHERE organisation_id = %s ORDER BY id DESC LIMIT %s) newest
    CROSS JOIN LATERAL (VALUES {pairs}) used (field, word)
    WHERE word <> '' GROUP BY field, word) counted
WHERE place <= %s ORDER BY field, lower(word), word
"""


def words_of_assets(member: Membership) -> dict[str, list[str]]:
    """For each free text of an asset the words most used by a member's organisation, in their order."""
    return _used(Asset._meta.db_table, ASSET_WORDS, member)


def words_of_planned(member: Membership) -> dict[str, list[str]]:
    """The same of planned assets."""
    return _used(PlannedAsset._meta.db_table, PLANNED_WORDS, member)


def _used(table: str, fields: Sequence[str], member: Membership) -> dict[str, list[str]]:
    """One statement; table and columns are names of ours."""
    pairs = ", ".join(f"('{field}', {field})" for field in fields)
    found: dict[str, list[str]] = {field: [] for field in fields}
    with connection.cursor() as cursor:
        statement = USED.format(table=table, columns=", ".join(fields), pairs=pairs)
        cursor.execute(statement, [member.organisation_id, LOOKED_AT, MOST_OFFERED])
        for field, word in cursor.fetchall():
            found[field].append(word)
    return found

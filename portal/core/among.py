"""Very many keys in a query, as one array: as values of their own, thousands take longer to write than to look up."""

from collections.abc import Collection

from django.db.models.expressions import RawSQL


def among(keys: Collection[int]) -> RawSQL | list[int]:
    """For `pk__in=among(keys)`. Of no keys nothing is asked, as Django does with an empty list."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)]) if keys else []

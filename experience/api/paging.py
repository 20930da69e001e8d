"""Lists: a bare array, or pages in an envelope for callers who ask for pages of something long."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet

from experience.api.calls import Answer, Call
from experience.market.errors import Refused

M = TypeVar("M", bound=Model)
LARGEST_PAGE = 500


def listed(call: Call, rows: QuerySet[M], present: Callable[[M], Any]) -> Answer:
    """All rows as an array; with `page` or `page_size` one page of them and the next one's address."""
    if "page" not in call.query and "page_size" not in call.query:
        return Answer([present(row) for row in rows])
    page, size = _whole(call, "page", 1), min(_whole(call, "page_size", LARGEST_PAGE), LARGEST_PAGE)
    first = (page - 1) * size
    found = list(rows[first : first + size + 1])
    more = len(found) > size
    return Answer(
        {
            "results": [present(row) for row in found[:size]],
            "next": _address(call, page + 1, size) if more else None,
        }
    )


def _whole(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, "")
    if not text:
        return default
    if not text.isdigit() or int(text) == 0:
        raise Refused({name: ["A valid positive integer is required."]})
    return int(text)


def _address(call: Call, page: int, size: int) -> str:
    query = {**call.query.dict(), "page": str(page), "page_size": str(size)}
    return f"{call.address.partition('?')[0]}?{urlencode(query)}"

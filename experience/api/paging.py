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
            "next": _address(call, page=page + 1, page_size=size) if more else None,
        }
    )


def listed_by_key(call: Call, rows: QuerySet[M], present: Callable[[M], Any]) -> Answer:
    """The same in order of whole-number keys. A page goes on after a key: the last costs what the first does."""
    ordered = rows.order_by("pk")
    if "after" not in call.query and ("page" in call.query or "page_size" not in call.query):
        return listed(call, ordered, present)
    after, size = _whole(call, "after", 0), min(_whole(call, "page_size", LARGEST_PAGE), LARGEST_PAGE)
    found = list(ordered.filter(pk__gt=after)[: size + 1])
    following = _address(call, after=found[size - 1].pk, page_size=size) if len(found) > size else None
    return Answer({"results": [present(row) for row in found[:size]], "next": following})


def _whole(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, "")
    if not text:
        return default
    if not text.isdigit() or int(text) == 0:
        raise Refused({name: ["A valid positive integer is required."]})
    return int(text)


def _address(call: Call, **where: int) -> str:
    query = {**call.query.dict(), **{name: str(value) for name, value in where.items()}}
    return f"{call.address.partition('?')[0]}?{urlencode(query)}"

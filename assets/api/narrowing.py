"""The list of assets over the API, narrowed like the page: by filters, or by some that somebody saved."""

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.serializers import ValidationError

from assets.filters import AssetFilter
from assets.models import SavedFilter
from assets.models.asset import AssetQuerySet
from portal.accounts.api_access import member_of

SAVED = OpenApiParameter(
    "saved", int, description="A saved filter by its id. What else the query says goes before it."
)


def narrowed(request: Request, assets: AssetQuerySet) -> AssetQuerySet:
    """Those assets that the query asks for. Raises ValidationError by parameter."""
    found = AssetFilter(query_of(request), assets, request=request)
    if not found.is_valid():
        raise ValidationError(found.errors)
    rows: AssetQuerySet = found.qs
    return rows


def query_of(request: Request) -> QueryDict:
    """What is asked for, over what the saved filter in `?saved=` stands for."""
    asked: QueryDict = request.query_params
    pk = str(asked.get("saved") or "")
    if not pk:
        return asked
    mine = SavedFilter.objects.visible_to(member_of(request))
    saved = mine.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    if saved is None:
        raise ValidationError({"saved": ["You have no such saved filter."]})
    query = QueryDict(saved.query, mutable=True)
    for name, values in asked.lists():
        query.setlist(name, values)
    return query

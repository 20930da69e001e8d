"""What every endpoint of the REST API shares: pages and one shape of error."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler


class Pages(PageNumberPagination):
    """`?page=` and `?page_size=` up to 500."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class Refused(exceptions.APIException):
    """What a person asked for is against a rule of the business: 409 with the rule in words."""

    status_code = 409
    default_code = "refused"


CODES = {
    400: "invalid",
    401: "not_authenticated",
    403: "not_permitted",
    404: "not_found",
    405: "wrong_method",
}


def error_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as `{"error": {"code", "message", "fields"}}`; `fields` names what is wrong where."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    fields = response.data if isinstance(error, exceptions.ValidationError) else {}
    message = "Some of what was sent is not valid." if fields else str(response.data.get("detail", error))
    code = CODES.get(response.status_code, error.default_code)
    response.data = {"error": {"code": code, "message": message, "fields": fields}}
    return response

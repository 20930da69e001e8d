"""Pages for what went wrong. None of them needs the database, so that they stand when nothing else does."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

API = "/api/"


def fault(page: str, status: int, **context: Any) -> HttpResponse:
    """A page without a request: no rail, no session, no query."""
    return HttpResponse(loader.render_to_string(f"errors/{page}.html", context), status=status)


def api_fault(code: str, status: int, message: str) -> JsonResponse:
    """The API's one shape of error, for what goes wrong before any endpoint is reached."""
    return JsonResponse({"error": {"code": code, "message": message, "fields": {}}}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault("400", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault("403", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API):
        return api_fault("not_found", 404, f"There is nothing at {request.path}.")
    return fault("404", 404, path=request.path)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    if request.path.startswith(API):
        return api_fault("server_error", 500, "Something went wrong here; it is logged.")
    return fault("500", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token did not fit: a page open since the last sign-in, or cookies turned off."""
    return fault("csrf", 403, back=request.get_full_path())

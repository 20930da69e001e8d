"""Pages for what went wrong. None of them needs the database, so that they stand when nothing else does."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader


def fault(page: str, status: int, **context: Any) -> HttpResponse:
    """A page without a request: no rail, no session, no query."""
    return HttpResponse(loader.render_to_string(f"errors/{page}.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault("400", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault("403", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault("404", 404, path=request.path)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    return fault("500", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token did not fit: a page open since the last sign-in, or cookies turned off."""
    return fault("csrf", 403, back=request.get_full_path())

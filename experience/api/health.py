"""What the server answers when somebody asks after it, and when a path or the server itself fails."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from experience.api.calls import reply


def healthz(request: HttpRequest) -> HttpResponse:
    """Well when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return reply({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return reply({"detail": "Not found."}, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return reply({"detail": "A server error occurred."}, 500)

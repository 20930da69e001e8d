"""`/healthz`: whether this process can serve, for supervisors and load balancers."""

from django.db import OperationalError, connection
from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 with the reason when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError as error:
        return JsonResponse({"status": "no database", "reason": str(error).splitlines()[0]}, status=503)
    return JsonResponse({"status": "ok"})

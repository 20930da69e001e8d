"""Faults at the API: in front of the handlers, or behind them."""

import time
from collections.abc import Callable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from experience.faults.models import API_KINDS, Fault, FaultKind

GetResponse = Callable[[HttpRequest], HttpResponse]
SPARED = ("/healthz", "/operator/", "/console/", "/static/")


class FaultMiddleware:
    """Meets calls of the providers' API with the faults that are switched on; the operator's own paths are spared."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/" or request.path.startswith(SPARED):
            return self.get_response(request)
        fault = next((fault for fault in faults_for(request) if fault.meet()), None)
        return met(fault, request, self.get_response) if fault else self.get_response(request)


def faults_for(request: HttpRequest) -> list[Fault]:
    """Those that apply to a call, the oldest first."""
    live = Fault.objects.filter(Q(left=None) | Q(left__gt=0), kind__in=API_KINDS)
    method = live.filter(Q(method="") | Q(method=request.method or ""))
    return [fault for fault in method if fault.path in request.path]


def met(fault: Fault, request: HttpRequest, get_response: GetResponse) -> HttpResponse:
    """What a call comes to under a fault."""
    if fault.kind == FaultKind.TOO_MANY:
        words = f'{{"detail": "Request was throttled. Expected available in {fault.seconds:g} seconds."}}'
        headers = {"Retry-After": f"{max(1, round(fault.seconds))}"}
        return HttpResponse(words, status=429, content_type="application/json", headers=headers)
    if fault.kind == FaultKind.SERVER_ERROR:
        return HttpResponse("<h1>Server Error (500)</h1>", status=500)
    if fault.kind == FaultKind.LATENCY:
        time.sleep(fault.seconds)
        return get_response(request)
    response = get_response(request)
    if fault.kind == FaultKind.MALFORMED:
        return HttpResponse(response.content[: len(response.content) // 2], content_type="application/json")
    # Everything was done and stored, and the provider never hears of it.
    return HttpResponse("", status=502)

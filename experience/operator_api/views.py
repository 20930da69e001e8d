"""`POST /operator/v1/<deed>/` with `Authorization: Bearer <operator key>`: one verb, one transaction."""

import hmac
from collections.abc import Iterator
from datetime import timedelta

import msgspec
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from experience.api.calls import reply
from experience.market.errors import Refused
from experience.market.models import Asset
from experience.market.rules.dispatches import last_half_hour
from experience.metering.files import csv_chunks
from experience.metering.readings import readings
from experience.operator_api import finding
from experience.operator_api.deeds import DEEDS

BY = "operator"


def is_operator(request: HttpRequest) -> bool:
    """Whether a call carries the operator's key. A server without a key has no operator."""
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    wanted = str(settings.OPERATOR_KEY)
    return bool(wanted) and kind.lower() == "bearer" and hmac.compare_digest(key.strip(), wanted)


@csrf_exempt
def do_deed(request: HttpRequest, name: str) -> HttpResponse:
    """Do what an operator asks. 400 with the fields that are wrong; nothing is half done."""
    if not is_operator(request):
        return reply({"detail": "The operator's key is needed."}, 401)
    deed = DEEDS.get(name)
    if deed is None:
        return reply({"detail": f"There is no {name}. Verbs: {', '.join(DEEDS)}."}, 404)
    if request.method != "POST":
        return reply({"detail": "Post to it."}, 405, {"Allow": "POST"})
    try:
        order = msgspec.json.decode(request.body or b"{}", type=deed.takes, strict=False)
        with transaction.atomic():
            return reply(deed.do(order, BY, timezone.now()))
    except msgspec.DecodeError as error:
        return reply({"detail": str(error)}, 400)
    except Refused as refusal:
        return reply(refusal.fields, 400)


def meter_data(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """`GET /operator/v1/meter-data/?asset=REF&days=40`: half-hourly readings of assets until now, as CSV."""
    if not is_operator(request):
        return reply({"detail": "The operator's key is needed."}, 401)
    try:
        chunks = meter_chunks(request.GET.getlist("asset"), request.GET.get("days", "40"))
    except Refused as refusal:
        return reply(refusal.fields, 400)
    return StreamingHttpResponse(chunks, content_type="text/csv")


def meter_chunks(names: list[str], days: str) -> Iterator[str]:
    """The readings of the named assets over the last so many days, up to the last half-hour."""
    if not names:
        raise Refused({"asset": ["Name at least one asset."]})
    if not days.isdigit() or not 1 <= int(days) <= 400:
        raise Refused({"days": ["From 1 to 400."]})
    assets: list[Asset] = [finding.asset_named(name) for name in names]
    end = last_half_hour(timezone.now())
    return csv_chunks(readings(assets, end - timedelta(days=int(days)), end))

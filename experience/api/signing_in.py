"""POST /authtoken/v1/: a client id and key for a bearer token."""

import hashlib
import hmac
from datetime import timedelta

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from experience.api.calls import reply
from experience.api.tokens import issue_token
from experience.market.models import MachineUser

REQUIRED = ["This field is required."]


@csrf_exempt
def authtoken(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return reply({"detail": f'Method "{request.method}" not allowed.'}, 405, {"Allow": "POST"})
    try:
        body = msgspec.json.decode(request.body)
    except msgspec.DecodeError as error:
        return reply({"detail": f"JSON parse error - {error}"}, 400)
    body = body if isinstance(body, dict) else {}
    missing = {name: REQUIRED for name in ("client_id", "api_key") if not body.get(name)}
    if missing:
        return reply(missing, 400)
    user = MachineUser.objects.filter(client_id=str(body["client_id"]), is_active=True).first()
    if user is None or not hmac.compare_digest(user.api_key_sha256, key_digest(str(body["api_key"]))):
        return reply({"detail": "No active machine user found with the given credentials."}, 401)
    lifetime = timedelta(seconds=settings.TOKEN_SECONDS)
    token = issue_token(user.client_id, settings.SECRET_KEY, now=timezone.now(), lifetime=lifetime)
    return reply({"token": token})


def key_digest(api_key: str) -> str:
    """How a key is kept. A long random key needs no slow hash."""
    return hashlib.sha256(api_key.encode()).hexdigest()

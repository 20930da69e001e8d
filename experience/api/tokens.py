"""Bearer tokens: JSON Web Tokens signed with HMAC-SHA256, carrying who and until when."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


class BadToken(Exception):
    """A token that is not one of ours, has been tampered with, or has expired."""


@dataclass(frozen=True)
class Claims:
    """Whom a token speaks for, and until when."""

    client_id: str
    expires: datetime


HEADER = {"alg": "HS256", "typ": "JWT"}


def issue_token(client_id: str, key: str, *, now: datetime, lifetime: timedelta) -> str:
    """A token that speaks for a machine user until the lifetime is over."""
    claims = {
        "sub": client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
    }
    signed = f"{_encoded(HEADER)}.{_encoded(claims)}"
    return f"{signed}.{_base64(_signature(signed, key))}"


def read_token(token: str, key: str, *, now: datetime) -> Claims:
    """What a token says. Raises BadToken, with a word for the caller, unless it is ours and still holds."""
    signed, _, signature = token.rpartition(".")
    if not signed or not hmac.compare_digest(_base64(_signature(signed, key)), signature):
        raise BadToken("Invalid token.")
    try:
        raw = json.loads(_unbase64(signed.partition(".")[2]))
        claims = Claims(client_id=str(raw["sub"]), expires=datetime.fromtimestamp(raw["exp"], UTC))
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise BadToken("Invalid token.") from error
    if claims.expires <= now:
        raise BadToken("Token has expired.")
    return claims


def _encoded(value: object) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _signature(signed: str, key: str) -> bytes:
    return hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest()

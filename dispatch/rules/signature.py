"""Whether a webhook call is Piclo's: its signature and its age.

The header reads `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">` with the connection's secret; while a
secret is being changed there may be several v1. Each attempt is signed afresh: an old signature is nobody's retry.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from enum import StrEnum

TOLERANCE = timedelta(minutes=5)
MOST_SIGNATURES = 5

_TIME = re.compile(r"[0-9]{1,12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Refusal(StrEnum):
    """Why a call is not believed."""

    UNSIGNED = "unsigned"
    WRONG = "wrong signature"
    STALE = "too old or early"
    UNARMED = "no secret here"
    TOO_LARGE = "too large"


def why_refused(header: str, body: bytes, *, secret: str, now: datetime) -> Refusal | None:
    """None where `body` was signed with `secret` within five minutes of `now`."""
    if not secret:
        return Refusal.UNARMED
    signed_at, signatures = _parts(header)
    if not signed_at or not signatures:
        return Refusal.UNSIGNED
    expected = signature_of(signed_at, body, secret)
    # Every signature is compared, each in constant time: how long it takes tells nothing about the secret.
    matches = [hmac.compare_digest(expected, signature) for signature in signatures]
    if not any(matches):
        return Refusal.WRONG
    age = now.timestamp() - int(signed_at)
    return Refusal.STALE if abs(age) > TOLERANCE.total_seconds() else None


def signature_of(signed_at: str, body: bytes, secret: str) -> str:
    """The hexadecimal signature of `body` as sent at `signed_at` (unix seconds, as written in the header)."""
    return hmac.new(secret.encode(), f"{signed_at}.".encode() + body, hashlib.sha256).hexdigest()


def _parts(header: str) -> tuple[str, list[str]]:
    """The time and the signatures that the header holds; what is neither is passed over."""
    pairs = [part.strip().partition("=") for part in header.split(",")[: MOST_SIGNATURES + 1]]
    times = [value for name, _, value in pairs if name == "t" and _TIME.fullmatch(value)]
    signatures = [
        value.lower() for name, _, value in pairs if name == "v1" and _DIGEST.fullmatch(value.lower())
    ]
    return (times[0] if len(times) == 1 else ""), signatures

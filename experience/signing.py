"""How a webhook proves that it is ours."""

import hashlib
import hmac
from datetime import datetime

HEADER = "X-Piclo-Signature"


def signature(body: bytes, secret: str, now: datetime) -> str:
    """The header's value: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`."""
    stamp = int(now.timestamp())
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"

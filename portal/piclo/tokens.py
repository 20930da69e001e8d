"""Tokens: one for each base address and credential, shared by every client of the process."""

import base64
import binascii
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

# Piclo does not publish how long a token lasts; public clients take this where the token does not say.
UNSAID_LIFETIME = timedelta(minutes=55)
EARLY = timedelta(seconds=60)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TokenKey:
    """Whose token: the key's digest is part of it, so that a changed key never lives on an old key's token."""

    base_url: str
    client_id: str
    key_digest: str

    @classmethod
    def of(cls, base_url: str, client_id: str, api_key: str) -> "TokenKey":
        """The key for these credentials."""
        return cls(base_url, client_id, hashlib.sha256(api_key.encode()).hexdigest())


@dataclass(slots=True)
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    token: str | None = None
    renew_at: datetime = _LONG_AGO


class TokenCache:
    """Keeps tokens until a minute before they expire. One caller signs in, the others wait for its token."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots: dict[TokenKey, _Slot] = {}

    def get(self, key: TokenKey, sign_in: Callable[[], str], now: datetime) -> str:
        """A token good at `now`, by signing in where there is none."""
        slot = self._slot(key)
        with slot.lock:
            if slot.token is None or now >= slot.renew_at:
                slot.token = sign_in()
                slot.renew_at = expiry_of(slot.token, now) - EARLY
            return slot.token

    def drop(self, key: TokenKey, token: str) -> None:
        """Forget a token that Piclo no longer takes, unless somebody has already fetched another."""
        slot = self._slot(key)
        with slot.lock:
            if slot.token == token:
                slot.token = None

    def _slot(self, key: TokenKey) -> _Slot:
        with self._lock:
            return self._slots.setdefault(key, _Slot())


def expiry_of(token: str, now: datetime) -> datetime:
    """When the token expires, from the `exp` of its JWT payload; 55 minutes from now where it does not say."""
    try:
        payload = token.split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return datetime.fromtimestamp(float(claims["exp"]), tz=UTC)
    except (
        IndexError,
        KeyError,
        TypeError,
        ValueError,
        OverflowError,
        OSError,
        binascii.Error,
        msgspec.DecodeError,
    ):
        return now + UNSAID_LIFETIME


shared_tokens = TokenCache()

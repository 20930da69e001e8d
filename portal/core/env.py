"""Settings read from environment variables. An empty variable counts as absent."""

import os
from urllib.parse import parse_qsl, unquote, urlparse

from django.core.exceptions import ImproperlyConfigured


def env_text(name: str, *, default: str) -> str:
    return os.environ.get(name) or default


def env_bool(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes and on; anything else that is set is False."""
    text = os.environ.get(name, "").strip().lower()
    return text in {"1", "true", "yes", "on"} if text else default


def env_list(name: str, *, default: list[str] | None = None) -> list[str]:
    """A comma-separated variable as its non-empty parts."""
    parts = [part.strip() for part in os.environ.get(name, "").split(",")]
    return [part for part in parts if part] or list(default or [])


def env_demand(*names: str) -> None:
    """Go no further where one of these variables is absent."""
    absent = [name for name in names if not os.environ.get(name)]
    if absent:
        raise ImproperlyConfigured(f"{' and '.join(absent)} must be set.")


def database(url: str, *, pooled: bool = False) -> dict[str, object]:
    """Django's settings for a `postgresql://` address, its options (`?sslmode=require`) among them."""
    parts = urlparse(url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pooled else 60,
        "CONN_HEALTH_CHECKS": not pooled,
        "OPTIONS": options | ({"pool": {"min_size": 1, "max_size": 4, "timeout": 5}} if pooled else {}),
    }

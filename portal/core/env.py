"""Settings read from environment variables. An empty variable counts as absent."""

import os


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

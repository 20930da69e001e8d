"""What ./dev check asks of the code, each as a command of its own."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded.paths import ROOT

PYTHON = sys.executable
BIN = Path(PYTHON).parent
TEMPLATE_FOLDERS = ("templates", "experience")

# As an installation on the internet would set it, with values that protect nothing.
PRODUCTION = {
    "FLEXDESK_DEBUG": "0",
    "FLEXDESK_EMBEDDED": "0",
    "FLEXDESK_SITE_URL": "https://flexdesk.example",
    "FLEXDESK_ALLOWED_HOSTS": "flexdesk.example",
    "FLEXDESK_SECRET_KEY": "only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz",
    "FLEXDESK_ENCRYPTION_KEYS": "b25seS1mb3ItdGhpcy1jaGVjay1ub3QtYS1zZWNyZXQ=",
}


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)


def all_checks(*, fix: bool = False) -> list[Check]:
    """The longest first."""
    return [
        Check("mypy", tool("mypy")),
        Check(
            "mypy, Experience", tool("mypy", "--config-file=experience/mypy.ini", "--cache-dir=.mypy_cache/x")
        ),
        Check("ruff check", tool("ruff", "check", *(["--fix"] if fix else []), ".", "dev")),
        Check("ruff format", tool("ruff", "format", *([] if fix else ["--check"]), ".", "dev")),
        Check("floors (import-linter)", tool("lint-imports", "--no-logo")),
        Check("templates (djade)", tool("djade", *([] if fix else ["--check"]), *templates())),
        Check("migrations", missing_migrations("portal")),
        Check("migrations, Experience", missing_migrations("experience")),
        Check("deployment settings", manage("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
        Check("OpenAPI document", (PYTHON, "-m", "portal.embedded.openapi", *(["--fix"] if fix else []))),
    ]


def tool(name: str, *words: str) -> tuple[str, ...]:
    return (str(BIN / name), *words)


def manage(*words: str) -> tuple[str, ...]:
    return (PYTHON, "manage.py", *words)


def missing_migrations(side: str) -> tuple[str, ...]:
    """Needs no database: Django then only warns that it cannot compare with one."""
    django = (PYTHON, "-W", "ignore::RuntimeWarning", "-m", "django")
    return (
        *django,
        "makemigrations",
        "--check",
        "--dry-run",
        f"--settings={side}.settings",
        "--pythonpath=.",
    )


def templates() -> list[str]:
    folders = (ROOT / name for name in TEMPLATE_FOLDERS)
    return sorted(str(path.relative_to(ROOT)) for folder in folders for path in folder.rglob("*.html"))

"""What was migrated and seeded last time, so that a second start need not do it again.

Only for the embedded database, which nobody else changes. Any changed source file, another port, another day or other
secrets, and everything is migrated and seeded anew; both can be done any number of times.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from portal.embedded.facts import Facts
from portal.embedded.paths import ROOT
from portal.embedded.secrets import write_private

SOURCES = (
    "portal",
    "assets",
    "competitions",
    "bidding",
    "dispatch",
    "settlement",
    "experience",
    "requirements",
)


def logins_of(facts: Facts) -> list[dict[str, str]] | None:
    """The people of the last seed, when nothing has changed since; None when it has to be done."""
    try:
        known = json.loads(facts.var.prepared.read_text())
        logins: list[dict[str, str]] = known["logins"]
        return logins if known["fingerprint"] == fingerprint(facts) else None
    except (OSError, ValueError, KeyError):
        return None


def remember(facts: Facts, logins: list[dict[str, str]]) -> None:
    known = {"fingerprint": fingerprint(facts), "logins": logins}
    write_private(facts.var.prepared, json.dumps(known, indent=2) + "\n")


def fingerprint(facts: Facts) -> str:
    told = [facts.secrets, facts.portal_url, facts.experience_url, datetime.now(UTC).date()]
    told += list(states(ROOT, SOURCES))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def states(root: Path, folders: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """Name, time and size of every source file: enough to see a change, and done in milliseconds."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.*")):
            if path.suffix in {".py", ".json", ".txt"}:
                state = path.stat()
                yield str(path.relative_to(root)), state.st_mtime_ns, state.st_size

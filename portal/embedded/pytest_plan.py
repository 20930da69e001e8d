"""Which pytest processes a test run needs: each side has its own Django settings, so each has its own process."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

EXPERIENCE = "tests/experience"
JOURNEYS = "tests/e2e"
TAKE_A_VALUE = {
    "-k",
    "-m",
    "-p",
    "-o",
    "-c",
    "-W",
    "-n",
    "-r",
    "--tb",
    "--durations",
    "--maxfail",
    "--deselect",
}


@dataclass(frozen=True)
class Part:
    """One pytest process."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    parts: tuple[Part, ...]
    journeys: tuple[str, ...] | None  # arguments for the browser journeys; None when they were not asked for


def plan(words: Sequence[str], *, browser: bool = True) -> Plan:
    """Shares the words out: a path goes to the side it lies on, everything else to all."""
    paths, options = split(words)
    portal = [path for path in paths if not under(path, EXPERIENCE) and not under(path, JOURNEYS)]
    experience = [path for path in paths if under(path, EXPERIENCE)]
    journeys = [path for path in paths if under(path, JOURNEYS)]
    whole = not paths or any(same(path, "tests") for path in paths)
    parts = []
    if whole or portal:
        left_out = (f"--ignore={EXPERIENCE}", f"--ignore={JOURNEYS}")
        parts.append(Part("portal", ("--ds=portal.settings", *left_out, *options, *(portal or ["tests"]))))
    if whole or experience:
        own = ("--ds=experience.settings", f"--confcutdir={EXPERIENCE}")  # not the portal's fixtures
        parts.append(Part("experience", (*own, *options, *(experience or [EXPERIENCE]))))
    wanted = browser and (whole or bool(journeys))
    return Plan(tuple(parts), (*options, *(journeys or [JOURNEYS])) if wanted else None)


def split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Paths, and options with their values."""
    paths: list[str] = []
    options: list[str] = []
    value_follows = False
    for word in words:
        (options if value_follows or word.startswith("-") else paths).append(word)
        value_follows = not value_follows and word in TAKE_A_VALUE
    return paths, options


def under(path: str, folder: str) -> bool:
    return PurePosixPath(path.split("::")[0]).is_relative_to(folder)


def same(path: str, folder: str) -> bool:
    return PurePosixPath(path) == PurePosixPath(folder)

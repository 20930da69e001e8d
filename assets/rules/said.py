"""Kept values of an asset's columns in the words of a page."""

from datetime import timedelta
from typing import Any

from assets.rules.cells import CHOICES
from assets.rules.kept import KINDS
from assets.rules.kinds import in_words
from assets.rules.sheet import SHEET
from portal.core.formats import duration

HEADINGS = {column.name: column.heading for column in SHEET}


def said(column: str, kept: Any) -> str:
    """A value as people read it; what is empty is "nothing"."""
    if kept is None or kept == "" or kept == []:
        return "nothing"
    if column in CHOICES:
        return CHOICES[column].get(kept) or in_words(kept)
    if isinstance(kept, bool):
        return "Yes" if kept else "No"
    if isinstance(kept, list):
        return "; ".join(kept)
    return duration(timedelta(seconds=kept)) if KINDS[column] == "duration" else str(kept)


def heading_of(column: str) -> str:
    return HEADINGS.get(column, column)


def fault_words(fault: dict[str, str]) -> str:
    """A fault in one line, for a cell of the returned file."""
    return f"{heading_of(fault['column'])}: {fault['words']}"

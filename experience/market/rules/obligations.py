"""An obligation's life by the calendar."""

from datetime import date


def obligation_status(start: date, end: date, day: date) -> str:
    """`upcoming` before its first day, `ended` after its last, `active` on both and between (local days)."""
    if day < start:
        return "upcoming"
    return "active" if day <= end else "ended"

"""Noting what happened."""

from datetime import datetime

from experience.market.models import Event


def note(kind: str, subject_id: str, words: str, *, by: str, now: datetime) -> None:
    """Add a line to the operator's history."""
    Event.objects.create(at=now, actor=by, kind=kind, subject_id=subject_id, words=words)

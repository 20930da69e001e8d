"""Letting Piclo be: when it asks for it or cannot be reached, the whole organisation waits, not each row by itself."""

from datetime import datetime

from django.db import transaction

from assets.models import PushPace
from assets.rules.pushing import hold_for
from portal.piclo.errors import PicloError, Unavailable


def is_held_back(organisation_id: int, now: datetime) -> bool:
    """Whether nothing of the organisation may be sent now."""
    return PushPace.objects.filter(organisation_id=organisation_id, waits_until__gt=now).exists()


def hold_back(organisation_id: int, error: PicloError, now: datetime) -> None:
    """Wait longer with every failure in a row, and at least as long as Piclo asks. Several at once count once."""
    asked_for = error.retry_after if isinstance(error, Unavailable) else None
    with transaction.atomic():
        pace, is_new = PushPace.objects.select_for_update().get_or_create(
            organisation_id=organisation_id, defaults={"waits_until": now, "words": error.words}
        )
        if not is_new and pace.waits_until <= now:
            pace.failures = min(pace.failures + 1, 100)
        until = now + hold_for(pace.failures, asked_for)
        if until >= pace.waits_until:
            pace.waits_until, pace.words, pace.asked = until, error.words, bool(asked_for)
        pace.save()


def let_go(organisation_id: int) -> None:
    """Piclo answered: the next failure is the first again."""
    PushPace.objects.filter(organisation_id=organisation_id).delete()

"""Sweeps over rows: what time alone brings about."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from bidding.models import Obligation
from dispatch import events
from dispatch.models import Instruction
from dispatch.rules.words import ANSWERED

WEBHOOK_GRACE = timedelta(minutes=1)
AT_ONCE = 200


def link_obligations() -> int:
    """Tie instructions to obligations that arrived after them; how many."""
    theirs = Obligation.objects.filter(
        organisation_id=OuterRef("organisation_id"), piclo_id=OuterRef("obligation_piclo_id")
    )
    loose = Instruction.objects.filter(Exists(theirs), obligation=None).exclude(obligation_piclo_id="")
    return loose.update(obligation=Subquery(theirs.values("pk")[:1]))


@transaction.atomic
def notice_lost_webhooks(now: datetime) -> int:
    """Say of each version that polling found and no webhook brought within a minute that its webhook was lost."""
    due = Instruction.objects.filter(webhook_due_since__lte=now - WEBHOOK_GRACE)
    lost = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
    for instruction in lost:
        found = {"version": instruction.piclo_version, "found_at": instruction.webhook_due_since}
        events.record(
            "instruction.found-by-polling", instruction, at=now, rule="notice-lost-webhooks", after=found
        )
    Instruction.objects.filter(pk__in=[one.pk for one in lost]).update(
        webhook_due_since=None, webhook_lost_at=now
    )
    return len(lost)


@transaction.atomic
def notice_lapsed(now: datetime) -> int:
    """Note the instructions whose deadline passed unanswered while Piclo has not said so yet."""
    late = Instruction.objects.pending().filter(respond_by_at__lte=now, lapsed_at=None)
    lapsed = list(late.exclude(answer_state__in=ANSWERED).select_for_update(skip_locked=True)[:AT_ONCE])
    for instruction in lapsed:
        after = {"respond_by": instruction.respond_by_at}
        events.record("instruction.lapsed", instruction, at=now, rule="expire-unanswered", after=after)
    Instruction.objects.filter(pk__in=[one.pk for one in lapsed]).update(lapsed_at=now)
    return len(lapsed)

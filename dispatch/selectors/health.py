"""Whether instructions reach us: when Piclo was last heard, and what went wrong on the way."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Sum
from django.urls import reverse

from dispatch.models import AnswerState, Instruction, WebhookDelivery, WebhookRefusal
from portal.accounts.models import Membership
from portal.core.formats import clock, plural
from portal.piclo.models import FeedState, RunState, SyncRun

LATELY = timedelta(hours=24)
FEED = "dispatches"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a webhook call and a poll last succeeded, and after how many seconds a poll is late or lost."""

    webhook_at: datetime | None
    polled_at: datetime | None
    late: int
    lost: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something on the way from or to Piclo that a person should know, and where to look."""

    key: str
    tint: str
    words: str
    url: str
    since: datetime | None = None


def heartbeat_of(member: Membership) -> Heartbeat:
    """The age of what we know."""
    deliveries = WebhookDelivery.objects.visible_to(member).order_by("-received_at")
    done = SyncRun.objects.visible_to(member).filter(feed=FEED, state=RunState.DONE).order_by("-started_at")
    feed = FeedState.objects.visible_to(member).filter(feed=FEED).first()
    interval = feed.interval_s if feed else 60
    return Heartbeat(
        webhook_at=deliveries.values_list("received_at", flat=True).first(),
        polled_at=done.values_list("ended_at", flat=True).first(),
        late=max(3 * interval, 30),
        lost=max(10 * interval, 300),
    )


def alarms_for(member: Membership, now: datetime) -> list[Alarm]:
    """What is wrong now; empty on a good day."""
    found = [_unread(member, now), _refused(member, now), _lost(member, now), _unsure(member)]
    return [alarm for alarm in found if alarm is not None]


def _unread(member: Membership, now: datetime) -> Alarm | None:
    troubling = WebhookDelivery.objects.visible_to(member).troubling(now)
    first = troubling.order_by("received_at").values_list("received_at", flat=True).first()
    if first is None:
        return None
    calls = plural(troubling.count(), "webhook call")
    words = f"{calls} from Piclo could not be understood: an instruction may be hidden in there."
    return Alarm("webhooks", "bad", words, reverse("dispatch:delivery-list"), first)


def _refused(member: Membership, now: datetime) -> Alarm | None:
    rows = WebhookRefusal.objects.visible_to(member).filter(last_at__gt=now - LATELY)
    last = rows.order_by("-last_at").first()
    if last is None:
        return None
    count = rows.aggregate(all=Sum("count"))["all"]
    words = f"{plural(count, 'webhook call')} refused, the last one at {clock(last.last_at)}: {last.reason}."
    return Alarm("refusals", "act", words, reverse("dispatch:delivery-list"), last.first_at.astimezone(UTC))


def _lost(member: Membership, now: datetime) -> Alarm | None:
    lost = Instruction.objects.visible_to(member).filter(webhook_lost_at__gt=now - LATELY)
    first = lost.order_by("webhook_lost_at").values_list("webhook_lost_at", flat=True).first()
    if first is None:
        return None
    words = f"{plural(lost.count(), 'instruction')} came by polling because the webhook did not arrive."
    return Alarm("lost", "act", words, reverse("dispatch:delivery-list"), first)


def _unsure(member: Membership) -> Alarm | None:
    unsure = Instruction.objects.visible_to(member).filter(answer_state=AnswerState.UNCONFIRMED)
    first = unsure.order_by("respond_by_at").first()
    if first is None:
        return None
    words = f"{plural(unsure.count(), 'answer')} not confirmed by Piclo yet. Piclo is asked again every few seconds."
    return Alarm("unconfirmed", "act", words, first.get_absolute_url(), first.answered_at)

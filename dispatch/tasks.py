"""Celery's doors to dispatch. Each may run twice or not at all: the rows say what is to be done."""

from celery import shared_task
from django.utils import timezone

from dispatch.models import Instruction, WebhookDelivery
from dispatch.outbound.answers import send_waiting
from dispatch.rules.words import ON_THE_WAY
from dispatch.sync import deliveries, feed, reading_back, sweeps

AT_ONCE = 500
# An answer that must be sent again after reading back is sent in the same task; then the sweep takes over.
ROUNDS = 2


@shared_task(name="dispatch.tasks.understand_delivery", acks_late=True, time_limit=60)
def understand_delivery(*, delivery_id: int) -> None:
    """Make sense of one webhook delivery."""
    deliveries.understand(delivery_id, now=timezone.now())


@shared_task(name="dispatch.tasks.understand_waiting_webhooks", acks_late=True, time_limit=300)
def understand_waiting_webhooks() -> None:
    """Find deliveries whose ring was lost, oldest first, and webhooks that never came."""
    waiting = WebhookDelivery.objects.waiting().order_by("received_at", "pk")
    for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        deliveries.understand(pk, now=timezone.now())
    sweeps.notice_lost_webhooks(timezone.now())


@shared_task(name="dispatch.tasks.pull_dispatches", acks_late=True, time_limit=600)
def pull_dispatches(*, connection_id: int, trigger: str) -> None:
    """Read instructions from Piclo: finds what a webhook lost."""
    feed.pull(connection_id=connection_id, trigger=trigger, now=timezone.now())
    sweeps.link_obligations()


@shared_task(name="dispatch.tasks.send_answers", acks_late=True, time_limit=300)
def send_answers(*, organisation_id: int) -> None:
    """Send an organisation's waiting answers, and read back those of which nobody knows whether they arrived."""
    for _ in range(ROUNDS):
        send_waiting(organisation_id)
        if not reading_back.settle_unconfirmed(organisation_id):
            break


@shared_task(name="dispatch.tasks.send_waiting_answers", acks_late=True, time_limit=60)
def send_waiting_answers() -> None:
    """Find answers whose ring was lost or whose sender died, and ring for each organisation that has some."""
    reading_back.disown_dead_senders()
    left = Instruction.objects.filter(answer_state__in=ON_THE_WAY)
    for organisation_id in left.order_by().values_list("organisation_id", flat=True).distinct():
        send_answers.delay(organisation_id=organisation_id)


@shared_task(name="dispatch.tasks.expire_unanswered", acks_late=True, time_limit=60)
def expire_unanswered() -> None:
    """Note instructions that lapsed unanswered, and tie those to their obligations that came before them."""
    sweeps.notice_lapsed(timezone.now())
    sweeps.link_obligations()

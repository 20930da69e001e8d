"""The polling feed of dispatch instructions: finds what a webhook lost, writes nothing where nothing is new."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max

from dispatch.models import Instruction, WebhookDelivery
from dispatch.rules.versions import Verdict, judge
from dispatch.sync.instructions import Applied, Source, apply_dispatch, is_forgotten
from dispatch.sync.mapping import Nonsense, content_of, version_of
from portal.piclo.client import PicloClient
from portal.piclo.feeds import Tally, run_feed
from portal.piclo.models import Connection, RunState, SyncRun, Trigger
from portal.piclo.wire import Dispatch, Page, Received, Refusal

FEED = "dispatches"
# Read again what changed shortly before the newest change we know: clocks differ and pages overlap.
OVERLAP = timedelta(minutes=10)
# Everything is read once in so many hours, should Piclo's own filter have missed something.
WHOLE_EVERY = timedelta(hours=6)


def pull(*, connection_id: int, trigger: str, now: datetime) -> SyncRun | None:
    """Read Piclo's instructions, those changed lately or all of them, and reconcile."""
    since = changed_since(connection_id, trigger, now)
    return run_feed(
        connection_id=connection_id,
        feed=FEED,
        trigger=trigger,
        pages=lambda client: _sound_pages(client, since),
        apply=apply_page,
        since=since,
    )


def changed_since(connection_id: int, trigger: str, now: datetime) -> datetime | None:
    """From when changes are asked for; None asks for everything, as people and starts do and time does now and then.

    A reading that broke off may have stored the newest and missed what is older: the next one asks for the same again.
    """
    if trigger != Trigger.SCHEDULE:
        return None
    runs = SyncRun.objects.filter(connection_id=connection_id, feed=FEED)
    if not runs.whole().filter(seen__gt=0, started_at__gt=now - WHOLE_EVERY).exists():
        return None
    last = runs.latest("started_at", "pk")
    if last.state != RunState.DONE:
        return last.changed_since
    known = Instruction.objects.filter(organisation__connection=connection_id)
    newest = known.aggregate(newest=Max("piclo_modified_at"))["newest"]
    return newest - OVERLAP if newest else None


def _sound_pages(client: PicloClient, since: datetime | None) -> Iterator[Page[Dispatch]]:
    """Piclo's pages, with records that cannot be true among the refused."""
    for page in client.list_dispatches(modified_since=since):
        sound: list[Received[Dispatch]] = []
        refused = list(page.refused)
        for received in page.items:
            try:
                content_of(received.value)
            except Nonsense as error:
                refused.append(Refusal(received.value.id[:64], str(error), received.raw))
            else:
                sound.append(received)
        yield Page(items=sound, refused=refused)


def apply_page(connection: Connection, page: Page[Dispatch], now: datetime) -> Tally:
    """One query for a page that brings nothing new; each new version through the same door as a webhook's."""
    organisation_id = connection.organisation_id
    ids = [received.value.id for received in page.items]
    known = Instruction.objects.filter(organisation_id=organisation_id, piclo_id__in=ids).defer("raw")
    standing = {instruction.piclo_id: instruction for instruction in known}
    news = [item for item in page.items if _is_news(standing.get(item.value.id), item, now)]
    applied = [apply_dispatch(organisation_id, item, source=Source.POLL, now=now) for item in news]
    _expect_webhooks(organisation_id, applied, now)
    created = sum(one.verdict == Verdict.NEW for one in applied)
    changed = sum(one.verdict == Verdict.NEWER for one in applied)
    return Tally(created=created, changed=changed, unchanged=len(page.items) - created - changed)


def _is_news(standing: Instruction | None, received: Received[Dispatch], now: datetime) -> bool:
    if standing is None:
        return True
    content = content_of(received.value)
    verdict = judge(standing.version, version_of(received.value, content), read_back=True)
    forgotten = is_forgotten(standing, content.status, now, source=Source.POLL)
    return verdict == Verdict.NEWER or (verdict == Verdict.SAME and forgotten)


def _expect_webhooks(organisation_id: int, applied: list[Applied], now: datetime) -> None:
    """Mark versions that no webhook has brought yet, where webhooks had been coming when Piclo made them."""
    news = [one.instruction for one in applied if one.verdict in {Verdict.NEW, Verdict.NEWER}]
    first = WebhookDelivery.objects.filter(organisation_id=organisation_id).order_by("received_at").first()
    if not news or first is None:
        return
    due = [one.pk for one in news if one.piclo_modified_at and one.piclo_modified_at > first.received_at]
    Instruction.objects.filter(pk__in=due).update(webhook_due_since=now)

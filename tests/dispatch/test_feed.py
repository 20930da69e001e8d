"""Polling brings what the webhook lost, and writes nothing where nothing is new."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from bidding.models import Obligation
from dispatch.models import Instruction
from dispatch.selectors.health import alarms_for
from dispatch.sync.deliveries import understand
from dispatch.sync.feed import changed_since, pull
from dispatch.sync.sweeps import link_obligations, notice_lapsed, notice_lost_webhooks
from dispatch.tasks import pull_dispatches
from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.piclo.models import Connection, SyncRun
from tests.dispatch.conftest import MakeInstruction
from tests.dispatch.fake_piclo import FakePiclo
from tests.factories.bidding import make_market, make_obligation
from tests.factories.dispatch import NOW, WebhookDeliveryFactory, delivery_body

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def poll(connection: Connection, trigger: str = "schedule") -> SyncRun:
    run = pull(connection_id=connection.pk, trigger=trigger, now=NOW)
    assert run is not None
    return run


def test_polling_brings_an_instruction(piclo: FakePiclo, connection: Connection) -> None:
    piclo.issue()
    run = poll(connection)
    assert (run.state, run.seen, run.created) == ("done", 1, 1)
    assert Event.objects.get().rule == "polling"


def test_a_poll_that_finds_nothing_new_writes_no_row(piclo: FakePiclo, connection: Connection) -> None:
    for number in range(30):
        piclo.issue(id=f"Dsp{number}")
    poll(connection)
    with CaptureQueriesContext(database) as queries:
        run = poll(connection, "start")
    writes = [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in writes if "dispatch_" in sql or "audit_" in sql] == []
    assert (run.seen, run.unchanged) == (30, 30)


def test_a_poll_asks_for_changes_only_and_for_all_when_a_person_wants_it(
    piclo: FakePiclo, connection: Connection
) -> None:
    piclo.issue()
    poll(connection)
    poll(connection)
    poll(connection, "person")
    asked = [request.url.params.get("modified_since") for request in piclo.requests]
    assert asked == [None, "2026-11-23T15:11:20Z", None]


def asked_since(connection: Connection, now: datetime = NOW) -> datetime | None:
    return changed_since(connection.pk, "schedule", now)


def test_everything_is_read_again_after_six_hours_however_often_changes_were_read(
    piclo: FakePiclo, connection: Connection, clock: time_machine.Traveller
) -> None:
    piclo.issue()
    poll(connection)
    clock.move_to(NOW + timedelta(hours=5))
    poll(connection)
    assert SyncRun.objects.latest("started_at").seen == 1
    assert asked_since(connection, NOW + timedelta(hours=5)) is not None
    assert asked_since(connection, NOW + timedelta(hours=7)) is None


def test_a_whole_reading_that_broke_off_is_not_one(piclo: FakePiclo, connection: Connection) -> None:
    piclo.issue()
    poll(connection)
    SyncRun.objects.update(state="failed")
    assert asked_since(connection) is None


def test_after_changes_that_broke_off_the_same_changes_are_asked_for_again(
    piclo: FakePiclo, connection: Connection
) -> None:
    piclo.issue()
    poll(connection)
    first = asked_since(connection)
    failed = poll(connection)
    assert (failed.changed_since, first is None) == (first, False)
    SyncRun.objects.filter(pk=failed.pk).update(state="failed")
    Instruction.objects.update(piclo_modified_at=NOW)
    assert asked_since(connection) == first
    SyncRun.objects.filter(pk=failed.pk).update(state="done")
    assert asked_since(connection) == NOW - timedelta(minutes=10)


def test_a_record_that_cannot_be_true_is_refused_and_the_others_come(
    piclo: FakePiclo, connection: Connection
) -> None:
    piclo.issue(id="Bad", end="2026-11-23T16:00:00Z")
    piclo.issue(id="Good")
    run = poll(connection)
    assert (run.created, run.refused) == (1, 1)
    assert run.refused_records.get().reason == "end: a delivery ends after it starts"


def test_a_webhook_that_never_comes_is_said_to_be_lost(
    piclo: FakePiclo, connection: Connection, owner: Membership
) -> None:
    WebhookDeliveryFactory.create(
        organisation=connection.organisation, state="understood", received_at=NOW - timedelta(hours=1)
    )
    piclo.issue()
    poll(connection)
    assert notice_lost_webhooks(NOW + timedelta(seconds=59)) == 0
    assert notice_lost_webhooks(NOW + timedelta(seconds=61)) == 1
    assert notice_lost_webhooks(NOW + timedelta(seconds=99)) == 0
    assert Event.objects.filter(kind="instruction.found-by-polling").count() == 1
    assert [alarm.key for alarm in alarms_for(owner, NOW + timedelta(minutes=2))] == ["lost"]


def test_a_webhook_that_polling_outran_is_not_lost(piclo: FakePiclo, connection: Connection) -> None:
    organisation = connection.organisation
    WebhookDeliveryFactory.create(
        organisation=organisation, state="understood", received_at=NOW - timedelta(hours=1)
    )
    piclo.issue()
    poll(connection)
    late = WebhookDeliveryFactory.create(organisation=organisation, body=delivery_body())
    understand(late.pk, now=NOW)
    assert notice_lost_webhooks(NOW + timedelta(minutes=5)) == 0


def test_history_from_before_the_first_webhook_is_not_lost(piclo: FakePiclo, connection: Connection) -> None:
    piclo.issue()
    poll(connection)
    assert notice_lost_webhooks(NOW + timedelta(minutes=5)) == 0


def test_an_answer_that_piclo_forgot_is_doubted(
    piclo: FakePiclo, connection: Connection, clock: time_machine.Traveller
) -> None:
    piclo.issue()
    poll(connection)
    terms = Instruction.objects.get().terms.digest
    Instruction.objects.update(
        answer="accept", answer_state="taken", status="accepted", answer_sent_at=NOW, answered_terms=terms
    )
    poll(connection)
    assert Instruction.objects.get().answer_state == "taken"
    clock.move_to(NOW + timedelta(minutes=3))
    poll(connection)
    doubted = Instruction.objects.get()
    assert (doubted.answer_state, doubted.status) == ("unconfirmed", "pending")


def test_an_instruction_finds_its_obligation_whichever_comes_first(
    piclo: FakePiclo, connection: Connection
) -> None:
    market = make_market(connection.organisation)
    make_obligation(market, piclo_id="Obl0001")
    piclo.issue()
    piclo.issue(id="Dsp0002", obligation_id="Obl0002")
    pull_dispatches(connection_id=connection.pk, trigger="schedule")
    assert Instruction.objects.get(piclo_id="Dsp0001").obligation == Obligation.objects.get()
    assert Instruction.objects.get(piclo_id="Dsp0002").obligation is None
    later = make_obligation(market, piclo_id="Obl0002")
    assert link_obligations() == 1
    assert Instruction.objects.get(piclo_id="Dsp0002").obligation == later
    assert link_obligations() == 0


def test_an_instruction_is_not_tied_to_another_organisations_obligation(
    make_instruction: MakeInstruction, stranger: Membership
) -> None:
    make_obligation(make_market(stranger.organisation), piclo_id="Obl0001")
    make_instruction(obligation_piclo_id="Obl0001")
    assert link_obligations() == 0


@pytest.mark.parametrize(
    ("values", "lapses"),
    [
        ({}, True),
        ({"answer": "accept", "answer_state": "refused"}, True),
        ({"answer": "accept", "answer_state": "waiting"}, False),
        ({"status": "accepted"}, False),
        ({"respond_by_at": None}, False),
    ],
)
def test_an_unanswered_instruction_lapses_at_its_deadline(
    make_instruction: MakeInstruction, values: dict[str, Any], lapses: bool
) -> None:
    instruction = make_instruction(**values)
    assert notice_lapsed(NOW) == 0
    assert notice_lapsed(NOW + timedelta(hours=1)) == int(lapses)
    assert notice_lapsed(NOW + timedelta(hours=1)) == 0
    assert Event.objects.about(instruction).count() == int(lapses)

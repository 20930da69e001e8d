"""Answers reach Piclo once, whatever the line does; none is lost."""

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections

from dispatch.models import Instruction
from dispatch.outbound import answers as outbound
from dispatch.sync import reading_back
from dispatch.tasks import pull_dispatches, send_answers, send_waiting_answers
from portal.audit.models import Event
from portal.piclo.locks import held_lock
from portal.piclo.models import Connection
from tests.dispatch.conftest import MakeInstruction
from tests.dispatch.fake_piclo import (
    FakePiclo,
    Fault,
    broken_after,
    busy,
    content_refused,
    garbled_after,
    key_refused,
    lost_after,
    lost_before,
    no_connection,
    says_nothing,
)
from tests.factories.dispatch import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def waiting(piclo: FakePiclo, connection: Connection, make_instruction: MakeInstruction) -> Instruction:
    """An accepted instruction whose answer waits to be sent."""
    piclo.issue()
    return make_instruction(piclo_id="Dsp0001", answer="accept", answer_state="waiting")


def send(instruction: Instruction) -> Instruction:
    send_answers(organisation_id=instruction.organisation_id)
    instruction.refresh_from_db()
    return instruction


def test_an_answer_that_piclo_takes_is_taken(waiting: Instruction, piclo: FakePiclo) -> None:
    assert send(waiting).answer_state == "taken"
    assert waiting.status == "accepted"
    assert piclo.answers_sent == [{"id": "Dsp0001", "response": "accept", "reason": ""}]
    assert Event.objects.get().kind == "instruction.answer-taken"


def test_a_taken_answer_is_not_sent_again(waiting: Instruction, piclo: FakePiclo) -> None:
    for _ in range(3):
        send(waiting)
    assert len(piclo.answers_sent) == 1


@pytest.mark.parametrize("fault", [lost_after, garbled_after, broken_after])
def test_a_lost_word_is_settled_by_reading_back_and_not_sent_twice(
    waiting: Instruction, piclo: FakePiclo, fault: Fault
) -> None:
    piclo.faults = [fault]
    assert send(waiting).answer_state == "taken"
    assert waiting.status == "accepted"
    assert len(piclo.answers_sent) == 1


@pytest.mark.parametrize("fault", [lost_before, says_nothing])
def test_an_answer_that_never_arrived_is_sent_again_after_reading_back(
    waiting: Instruction, piclo: FakePiclo, fault: Fault
) -> None:
    piclo.faults = [fault]
    assert send(waiting).answer_state == "taken"
    assert len(piclo.answers_sent) == 2
    paths = [request.url.path for request in piclo.requests]
    assert paths[1] == "/dispatches/v1/Dsp0001/"


@pytest.mark.parametrize(("fault", "pause"), [(no_connection, 2), (busy, 7)])
def test_an_answer_that_never_left_waits_for_the_next_try(
    waiting: Instruction, piclo: FakePiclo, clock: time_machine.Traveller, fault: Fault, pause: int
) -> None:
    piclo.faults = [fault]
    assert send(waiting).answer_state == "waiting"
    assert waiting.answer_words
    assert send(waiting).answer_state == "waiting"
    clock.shift(timedelta(seconds=pause + 1))
    assert send(waiting).answer_state == "taken"


def test_an_answer_waits_while_piclo_refuses_the_key(
    waiting: Instruction, piclo: FakePiclo, clock: time_machine.Traveller
) -> None:
    piclo.faults = [key_refused, key_refused]
    assert send(waiting).answer_state == "waiting"
    clock.shift(timedelta(seconds=10))
    assert send(waiting).answer_state == "taken"


def test_an_answer_that_piclo_refuses_keeps_its_words(waiting: Instruction, piclo: FakePiclo) -> None:
    piclo.dispatches["Dsp0001"]["status"] = "expired"
    assert send(waiting).answer_state == "refused"
    assert waiting.answer_words == "The instruction is already expired."
    assert Event.objects.get().kind == "instruction.answer-refused"


def test_one_bad_answer_does_not_spoil_the_others(
    waiting: Instruction, piclo: FakePiclo, make_instruction: MakeInstruction
) -> None:
    piclo.issue(id="Dsp0002")
    other = make_instruction(piclo_id="Dsp0002", answer="reject", answer_state="waiting")
    piclo.faults = [content_refused, content_refused]
    states = {send(waiting).answer_state, send(other).answer_state}
    assert states == {"refused", "taken"}


def test_the_most_urgent_answer_goes_first(
    waiting: Instruction, piclo: FakePiclo, make_instruction: MakeInstruction
) -> None:
    piclo.issue(id="Dsp0002")
    make_instruction(
        piclo_id="Dsp0002", answer="accept", answer_state="waiting", respond_by_at=NOW + timedelta(minutes=2)
    )
    send(waiting)
    assert [answer["id"] for answer in piclo.answers_sent] == ["Dsp0002", "Dsp0001"]


def test_an_unconfirmed_answer_is_not_sent_after_the_deadline(
    waiting: Instruction, piclo: FakePiclo, clock: time_machine.Traveller
) -> None:
    Instruction.objects.update(answer_state="unconfirmed")
    clock.move_to(NOW + timedelta(minutes=30))
    assert send(waiting).answer_state == "refused"
    assert "had not reached Piclo by" in waiting.answer_words
    assert piclo.answers_sent == []


def test_an_unconfirmed_answer_is_not_sent_to_other_terms(waiting: Instruction, piclo: FakePiclo) -> None:
    piclo.issue(version=2, capacity="2.000", modified="2026-11-23T15:40:00Z")
    Instruction.objects.update(answer_state="unconfirmed")
    assert send(waiting).answer_state == "refused"
    assert "changed the instruction" in waiting.answer_words
    assert piclo.answers_sent == []


def test_an_unconfirmed_answer_to_what_piclo_does_not_know_is_refused(
    waiting: Instruction, piclo: FakePiclo
) -> None:
    piclo.dispatches.clear()
    Instruction.objects.update(answer_state="unconfirmed")
    assert send(waiting).answer_state == "refused"


def test_an_unconfirmed_answer_stays_so_while_piclo_is_away(waiting: Instruction, piclo: FakePiclo) -> None:
    Instruction.objects.update(answer_state="unconfirmed")
    piclo.is_away = True
    assert send(waiting).answer_state == "unconfirmed"


def test_a_newer_word_that_came_while_sending_stands(
    waiting: Instruction, piclo: FakePiclo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped_meanwhile(fake: FakePiclo, request: Any) -> Any:
        Instruction.objects.update(status="stopped", piclo_version=3)
        return fake.respond(request)

    piclo.faults = [stopped_meanwhile]
    assert send(waiting).answer_state == "taken"
    assert waiting.status == "stopped"


@pytest.mark.parametrize("then", [no_connection, busy, FakePiclo.respond])
def test_an_answer_to_terms_that_changed_while_it_was_sent_is_neither_sent_again_nor_believed(
    waiting: Instruction, piclo: FakePiclo, clock: time_machine.Traveller, then: Fault
) -> None:
    def changed_meanwhile(fake: FakePiclo, request: Any) -> Any:
        try:
            return then(fake, request)
        finally:
            piclo.issue(version=4, capacity="2.000", modified="2026-11-23T15:45:00Z")
            pull_dispatches(connection_id=waiting.organisation.connection.pk, trigger="schedule")

    piclo.faults = [changed_meanwhile]
    assert send(waiting).answer_state == "refused"
    assert "changed the instruction" in waiting.answer_words
    assert (waiting.status, waiting.capacity_mw) == ("pending", 2)
    clock.shift(timedelta(minutes=1))
    send(waiting)
    assert len(piclo.answers_sent) == 1


def test_an_answer_that_never_left_is_not_sent_again_after_the_deadline(
    waiting: Instruction, piclo: FakePiclo, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + timedelta(minutes=30))
    piclo.faults = [no_connection]
    assert send(waiting).answer_state == "refused"
    assert "had not reached Piclo by" in waiting.answer_words


def test_a_crash_while_sending_leaves_the_answer_unconfirmed(
    waiting: Instruction, piclo: FakePiclo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(fake: FakePiclo, request: Any) -> Any:
        raise RuntimeError("a bug")

    piclo.faults = [crash]
    with pytest.raises(RuntimeError):
        send(waiting)
    waiting.refresh_from_db()
    assert waiting.answer_state == "unconfirmed"
    assert send(waiting).answer_state == "taken"


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    heard: list[int] = []

    def ring(organisation_id: int) -> None:
        heard.append(organisation_id)

    monkeypatch.setattr(send_answers, "delay", ring)
    return heard


@pytest.mark.parametrize("state", ["waiting", "sending", "unconfirmed"])
def test_the_sweep_finds_every_answer_on_its_way(waiting: Instruction, rung: list[int], state: str) -> None:
    Instruction.objects.update(answer_state=state, answer_batch="dispatch.answers.gone")
    send_waiting_answers()
    assert rung == [waiting.organisation_id]


def test_the_sweep_lets_settled_answers_be(waiting: Instruction, rung: list[int]) -> None:
    Instruction.objects.update(answer_state="taken")
    send_waiting_answers()
    assert rung == []


@pytest.mark.django_db(transaction=True)
def test_only_a_dead_senders_answers_are_disowned(waiting: Instruction) -> None:
    Instruction.objects.update(answer_state="sending", answer_batch="dispatch.answers.alive")
    elsewhere = connections.create_connection("default")
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [lock_key("dispatch.answers.alive")])
        assert reading_back.disown_dead_senders() == 0
    finally:
        elsewhere.close()
    for _ in range(50):
        if reading_back.disown_dead_senders():
            break
        time.sleep(0.02)
    waiting.refresh_from_db()
    assert waiting.answer_state == "unconfirmed"


def lock_key(name: str) -> int:
    """The number under which `held_lock` keeps `name`, read from PostgreSQL while it is held."""
    with held_lock(name), connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks"
            " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        number: int = cursor.fetchone()[0]
        return number


def test_nothing_is_sent_without_a_connection(make_instruction: MakeInstruction) -> None:
    instruction = make_instruction(answer="accept", answer_state="waiting")
    assert outbound.send_waiting(instruction.organisation_id) == 0

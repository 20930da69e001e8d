"""Stored webhook calls become instructions; what cannot be understood is kept and raises an alarm."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from dispatch.models import Instruction, WebhookDelivery
from dispatch.selectors.health import alarms_for
from dispatch.services.deliveries import read_again, set_aside
from dispatch.services.errors import NotAllowed
from dispatch.sync import deliveries
from dispatch.sync.deliveries import understand
from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import Role
from portal.audit.models import Event
from tests.factories.dispatch import NOW, WebhookDeliveryFactory, delivery_body, dispatch_json
from tests.support.fixtures import MakeMember

pytestmark = pytest.mark.django_db


def deliver(organisation: Organisation, body: bytes) -> WebhookDelivery:
    delivery = WebhookDeliveryFactory.create(organisation=organisation, body=body)
    understand(delivery.pk, now=NOW)
    delivery.refresh_from_db()
    return delivery


def test_a_delivery_becomes_an_instruction(organisation: Organisation) -> None:
    delivery = deliver(organisation, delivery_body())
    assert (delivery.state, delivery.verdict, delivery.delivery_id) == ("understood", "new", "Dlv0001")
    assert delivery.instruction == Instruction.objects.get()


def test_the_same_delivery_twice_is_harmless(organisation: Organisation) -> None:
    deliver(organisation, delivery_body())
    assert deliver(organisation, delivery_body()).verdict == "same"
    assert Instruction.objects.count() == 1
    assert Event.objects.filter(kind="instruction.received").count() == 1


def test_an_old_delivery_that_was_held_up_changes_nothing(organisation: Organisation) -> None:
    deliver(organisation, delivery_body(version=2, status="stopped", modified="2026-11-23T15:40:00Z"))
    assert deliver(organisation, delivery_body("Dlv0000")).verdict == "older"
    assert Instruction.objects.get().status == "stopped"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "object"),
        (b'{"id": "1", "event": "dispatch.created"}', "data"),
        (delivery_body(start="yesterday"), "data.start"),
        (delivery_body(capacity="much"), "data.capacity"),
        (delivery_body(end="2026-11-23T16:00:00Z"), "data.end"),
        (delivery_body(start="2026-11-23T16:30:00"), "time zone"),
        (delivery_body(version="1e400"), "version"),
    ],
)
def test_what_cannot_be_understood_is_kept_with_its_problem(
    organisation: Organisation, owner: Membership, body: bytes, words: str
) -> None:
    delivery = deliver(organisation, body)
    assert delivery.state == "failed"
    assert words in delivery.problem
    assert bytes(delivery.body) == body
    assert [alarm.key for alarm in alarms_for(owner, NOW)] == ["webhooks"]
    assert Event.objects.get().kind == "webhook.not-understood"


def test_unknown_fields_and_nul_signs_spoil_nothing(organisation: Organisation) -> None:
    data = dispatch_json(note="a\x00b", surprise={"x": 1})
    body = json.dumps({"id": "Dlv1", "event": "dispatch.renamed", "data": data, "more": 1}).encode()
    assert deliver(organisation, body).state == "understood"
    assert Instruction.objects.get().raw["surprise"] == {"x": 1}


def test_a_fault_of_ours_is_kept_as_a_problem(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(deliveries, "apply_dispatch", broken)
    assert "a bug" in deliver(organisation, delivery_body()).problem


def test_a_database_that_fails_leaves_the_delivery_waiting(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(deliveries, "apply_dispatch", down)
    with pytest.raises(OperationalError):
        deliver(organisation, delivery_body())
    assert WebhookDelivery.objects.waiting().exists()


def test_a_conflict_is_kept_as_a_problem(organisation: Organisation) -> None:
    deliver(organisation, delivery_body())
    assert "twice with different content" in deliver(organisation, delivery_body(capacity="2")).problem


def test_a_delivery_that_waits_for_a_minute_raises_an_alarm(owner: Membership) -> None:
    WebhookDeliveryFactory.create(organisation=owner.organisation)
    assert alarms_for(owner, NOW + timedelta(seconds=59)) == []
    assert alarms_for(owner, NOW + timedelta(seconds=61))[0].tint == "bad"


def test_a_person_has_a_delivery_read_again(owner: Membership) -> None:
    delivery = deliver(owner.organisation, b"{")
    WebhookDelivery.objects.update(body=delivery_body())
    read_again(by=owner, delivery_id=delivery.pk, now=NOW)
    understand(delivery.pk, now=NOW)
    assert alarms_for(owner, NOW) == []
    assert Instruction.objects.exists()


def test_a_person_sets_a_delivery_aside_and_it_is_kept(owner: Membership) -> None:
    delivery = deliver(owner.organisation, b"{")
    set_aside(by=owner, delivery_id=delivery.pk, now=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem) == ("set_aside", "This is not JSON.")
    assert alarms_for(owner, NOW) == []
    assert Event.objects.filter(kind="webhook.set-aside", actor=owner.user).exists()


def test_who_may_not_answer_does_not_touch_deliveries(owner: Membership, make_member: MakeMember) -> None:
    delivery = deliver(owner.organisation, b"{")
    with pytest.raises(NotAllowed):
        set_aside(by=make_member(Role.BIDDER), delivery_id=delivery.pk, now=NOW)


def test_nobody_touches_another_organisations_delivery(
    organisation: Organisation, stranger: Membership
) -> None:
    delivery = deliver(organisation, b"{")
    with pytest.raises(WebhookDelivery.DoesNotExist):
        read_again(by=stranger, delivery_id=delivery.pk, now=NOW)

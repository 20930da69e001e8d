"""Faults on request: each once, where it was asked for, and nowhere else."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from experience.faults.models import Fault
from experience.faults.services import clear_faults, set_fault
from experience.faults.webhooks import faulty
from experience.market.models import Asset, FlexProvider, WebhookDelivery, WebhookRegistration
from tests.experience import builders

Api = Callable[..., Client]


@pytest.fixture
def client(api: Api) -> Client:
    return api(at=timezone.now())


def order(kind: str, **what: object) -> Fault:
    return set_fault(kind, by="operator", now=timezone.now(), **what)  # type: ignore[arg-type]


def test_too_many_requests_says_when_to_come_back(client: Client) -> None:
    order("429", seconds=7, times=1)
    response = client.get("/assets/v1/")
    assert (response.status_code, response["Retry-After"]) == (429, "7")
    assert client.get("/assets/v1/").status_code == 200


def test_a_fault_meets_only_what_it_names(client: Client) -> None:
    order("500", method="post", path="/assets/")
    assert client.get("/assets/v1/").status_code == 200
    assert client.post("/assets/v1/", {}, content_type="application/json").status_code == 500


def test_a_malformed_answer_is_cut_in_half(client: Client, provider: FlexProvider) -> None:
    builders.asset(provider)
    order("malformed", times=1)
    response = client.get("/assets/v1/")
    assert response.status_code == 200
    with pytest.raises(ValueError, match=r"JSON|Expecting|Unterminated"):
        response.json()


def test_a_dropped_answer_has_been_stored(client: Client) -> None:
    order("dropped", method="POST", times=1)
    body = {
        "provider": FlexProvider.objects.get().pk,
        "ref": "A1",
        "name": "A",
        "status": "operational",
        "asset_category": "storage",
        "asset_type": "battery",
        "voltage_level": "11.00",
        "country_code": "GB",
        "latitude": 55.6,
        "longitude": -2.8,
    }
    assert client.post("/assets/v1/", body, content_type="application/json").status_code == 502
    assert Asset.objects.get().ref == "A1"


def test_latency_answers_late_but_well(client: Client) -> None:
    order("latency", seconds=0.05, times=1)
    before = timezone.now()
    assert client.get("/assets/v1/").status_code == 200
    assert timezone.now() - before >= timedelta(seconds=0.05)


def test_the_operator_and_the_health_check_are_spared(client: Client) -> None:
    order("500")
    assert client.get("/healthz").status_code == 200
    assert client.post("/operator/v1/fault/").status_code == 401


def test_a_fault_is_used_up_exactly_so_many_times(db: None) -> None:
    fault = order("500", times=2)
    assert [fault.meet() for _ in range(3)] == [True, True, False]
    fault.refresh_from_db()
    assert (fault.met, fault.left) == (2, 0)


def test_cleared_faults_are_gone(client: Client) -> None:
    order("500")
    assert clear_faults(by="operator", now=timezone.now()) == 1
    assert client.get("/assets/v1/").status_code == 200


@pytest.fixture
def delivery(provider: FlexProvider, now: datetime) -> WebhookDelivery:
    registration = WebhookRegistration.objects.create(
        provider=provider, url="http://127.0.0.1:9/", secret="s"
    )
    return WebhookDelivery.objects.create(
        registration=registration, event="dispatch.created", data={"version": 1}, created=now, due_at=now
    )


def test_webhooks_are_doubled_and_missigned(delivery: WebhookDelivery, now: datetime) -> None:
    order("webhook-doubled", times=1)
    order("webhook-missigned", times=1)
    assert faulty(delivery, now).copies == 2
    assert faulty(delivery, now).secret not in {None, "s"}
    assert faulty(delivery, now).secret is None


@pytest.mark.parametrize("kind", ["webhook-delayed", "webhook-reordered"])
def test_a_webhook_is_held_back_once(delivery: WebhookDelivery, now: datetime, kind: str) -> None:
    order(kind, seconds=5)
    assert faulty(delivery, now).wait == timedelta(seconds=5)
    delivery.due_at = now + timedelta(seconds=5)
    assert not faulty(delivery, now).wait


def test_the_next_event_overtakes_one_that_is_held_back(delivery: WebhookDelivery, now: datetime) -> None:
    order("webhook-reordered", seconds=5)
    delivery.data = {"version": 2}
    assert not faulty(delivery, now).wait

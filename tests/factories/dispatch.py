"""Instructions, webhook deliveries and Piclo's own words for tests of dispatch."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from dispatch.models import Instruction, WebhookDelivery
from portal.accounts.models import Organisation
from portal.piclo.models import Connection
from portal.piclo.wire import Dispatch, Received, read
from tests.factories.accounts import OrganisationFactory

NOW = datetime(2026, 11, 23, 15, 41, 20, tzinfo=UTC)
SECRET = "whsec_of_the_tests"


def connect(organisation: Organisation, **changes: Any) -> Connection:
    """A connection of `organisation` to a Piclo that nobody answers for."""
    values: dict[str, Any] = {
        "base_url": "https://piclo.test",
        "provider_id": "Prv0001",
        "client_id": "client",
        "api_key": "key",
        "webhook_secret": SECRET,
        "webhook_key": f"key-of-{organisation.slug}",
    }
    return Connection.objects.create(organisation=organisation, **(values | changes))


class InstructionFactory(DjangoModelFactory[Instruction]):
    """An instruction to answer by 16:00 and to deliver from 16:30 until 18:00 on the day of NOW."""

    class Meta:
        model = Instruction

    organisation = factory.SubFactory(OrganisationFactory)
    piclo_id = factory.Sequence(lambda n: f"Dsp{n:04d}")
    piclo_modified_at = NOW - timedelta(minutes=20)
    start_at = NOW.replace(hour=16, minute=30, second=0)
    end_at = NOW.replace(hour=18, minute=0, second=0)
    capacity_mw = Decimal("0.850")
    direction = "export"
    status = "pending"
    respond_by_at = NOW.replace(hour=16, minute=0, second=0)
    issued_at = NOW - timedelta(minutes=20)


class WebhookDeliveryFactory(DjangoModelFactory[WebhookDelivery]):
    class Meta:
        model = WebhookDelivery

    organisation = factory.SubFactory(OrganisationFactory)
    received_at = NOW
    body = b"{}"


def dispatch_json(**changes: Any) -> dict[str, Any]:
    """An instruction as Piclo writes it."""
    return {
        "id": "Dsp0001",
        "obligation_id": "Obl0001",
        "competition_id": "Cmp0001",
        "service_window_id": "Win0001",
        "start": "2026-11-23T16:30:00Z",
        "end": "2026-11-23T18:00:00Z",
        "capacity": "0.850",
        "direction": "export",
        "status": "pending",
        "respond_by": "2026-11-23T16:00:00Z",
        "created": "2026-11-23T15:21:20Z",
        "modified": "2026-11-23T15:21:20Z",
        "version": 1,
        "stopped_at": None,
        "asset_ids": ["Ast0001"],
    } | changes


def received(**changes: Any) -> Received[Dispatch]:
    """The same as the client hands it over."""
    return read(Dispatch, dispatch_json(**changes))


def delivery_body(delivery_id: str = "Dlv0001", event: str = "dispatch.created", **changes: Any) -> bytes:
    """A webhook call's body."""
    data = dispatch_json(**changes)
    body = {"event": event, "id": delivery_id, "created": "2026-11-23T15:21:21Z", "data": data}
    return json.dumps(body).encode()


def signed(body: bytes, at: datetime = NOW, secret: str = SECRET) -> str:
    """The header with which Piclo signs `body` at `at`."""
    moment = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"

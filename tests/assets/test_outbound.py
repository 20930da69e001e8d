"""Sending assets: once, whatever fails in between."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from assets import outbound
from assets.models import Asset, PushState
from assets.outbound.assets import CLAIMS
from portal.accounts.models import Organisation
from portal.audit.models import Event
from portal.piclo.models import Connection
from tests.assets.fake_piclo import CREATED, FakePiclo, broken_line, refusing
from tests.factories.assets import AssetFactory
from tests.factories.piclo import ConnectionFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def piclo() -> FakePiclo:
    return FakePiclo()


@pytest.fixture
def connection(organisation: Organisation) -> Connection:
    return ConnectionFactory.create(organisation=organisation)


@pytest.fixture
def asset(connection: Connection) -> Asset:
    return AssetFactory.create(
        organisation=connection.organisation, ref="BAT-1", name="Battery", push_state=PushState.WAITING
    )


def send(asset: Asset, piclo: FakePiclo, at: datetime = NOW) -> Asset:
    outbound.push_one(asset.pk, open_client=piclo.open, now=lambda: at)
    asset.refresh_from_db()
    return asset


def in_step(asset: Asset, piclo: FakePiclo) -> Asset:
    return send(asset, piclo)


def edited(asset: Asset, **values: object) -> None:
    for name, value in values.items():
        setattr(asset, name, value)
    asset.version += 1
    asset.push_state = PushState.WAITING
    asset.save()


def test_an_asset_that_piclo_does_not_have_is_created_there(asset: Asset, piclo: FakePiclo) -> None:
    send(asset, piclo)
    assert asset.push_state == PushState.IN_STEP
    assert asset.piclo_id == "pic0001"
    assert asset.uploaded_at == datetime.fromisoformat(CREATED)
    ((method, body),) = piclo.writes
    assert method == "POST"
    assert body["provider"] == "Prv0001"
    assert body["active_export_capacity"] == "0.500"
    assert body["voltage_level"] == "11.00"
    assert "import_meter_id" not in body


def test_what_was_sent_is_an_event_of_the_rule(asset: Asset, piclo: FakePiclo) -> None:
    send(asset, piclo)
    event = Event.objects.about(asset).get()
    assert (event.kind, event.actor, event.rule) == ("asset.pushed", None, "push to Piclo")


def test_an_asset_with_our_reference_is_taken_over_not_created_again(asset: Asset, piclo: FakePiclo) -> None:
    piclo.add("old0001", ref="BAT-1", name="Old name")
    send(asset, piclo)
    assert [method for method, _ in piclo.writes] == ["PATCH"]
    assert (asset.piclo_id, asset.push_state) == ("old0001", PushState.IN_STEP)


def test_only_what_was_changed_here_is_sent(asset: Asset, piclo: FakePiclo) -> None:
    in_step(asset, piclo)
    edited(asset, name="Big battery", active_export_capacity_mw=Decimal("0.75"))
    send(asset, piclo)
    assert piclo.writes[-1] == ("PATCH", {"name": "Big battery", "active_export_capacity": "0.750"})


def test_what_was_changed_at_piclo_meanwhile_is_not_overwritten(asset: Asset, piclo: FakePiclo) -> None:
    in_step(asset, piclo)
    piclo.assets[asset.piclo_id]["address"] = "1 High Street"
    edited(asset, name="Big battery")
    send(asset, piclo)
    assert piclo.writes[-1][1] == {"name": "Big battery"}
    assert (asset.name, asset.address) == ("Big battery", "1 High Street")


def test_nothing_is_written_where_piclo_holds_it_already(asset: Asset, piclo: FakePiclo) -> None:
    in_step(asset, piclo)
    edited(asset)
    send(asset, piclo)
    assert len(piclo.writes) == 1
    assert asset.push_state == PushState.IN_STEP


def test_a_value_that_was_emptied_is_sent_as_empty(asset: Asset, piclo: FakePiclo) -> None:
    asset.response_time = timedelta(minutes=2)
    asset.save()
    in_step(asset, piclo)
    edited(asset, response_time=None, postcode="")
    send(asset, piclo)
    assert piclo.writes[-1][1] == {"response_time": None, "postcode": ""}


def test_a_lost_answer_to_a_creation_does_not_create_twice(asset: Asset, piclo: FakePiclo) -> None:
    piclo.after_write = broken_line
    send(asset, piclo)
    assert asset.push_state == PushState.UNCONFIRMED
    assert asset.push_words == "Piclo did not answer in time"
    send(asset, piclo, NOW + timedelta(minutes=1))
    assert asset.push_state == PushState.IN_STEP
    assert [method for method, _ in piclo.writes] == ["POST"]
    assert len(piclo.assets) == 1


def test_a_server_error_after_storing_does_not_create_twice(asset: Asset, piclo: FakePiclo) -> None:
    piclo.after_write = refusing(500)
    send(asset, piclo)
    send(asset, piclo, NOW + timedelta(minutes=1))
    assert (asset.push_state, len(piclo.assets)) == (PushState.IN_STEP, 1)


def test_a_worker_that_died_while_sending_leaves_nothing_doubled(asset: Asset, piclo: FakePiclo) -> None:
    def dies() -> httpx.Response:
        raise KeyboardInterrupt

    piclo.after_write = dies
    with pytest.raises(KeyboardInterrupt):
        send(asset, piclo)
    asset.refresh_from_db()
    assert asset.push_state == PushState.SENDING
    send(asset, piclo, NOW + timedelta(minutes=1))
    assert asset.push_state == PushState.SENDING
    outbound.push_due(seconds=5, open_client=piclo.open, now=lambda: NOW + timedelta(minutes=4))
    asset.refresh_from_db()
    assert (asset.push_state, len(piclo.assets), len(piclo.writes)) == (PushState.IN_STEP, 1, 1)


def test_an_asset_that_another_worker_has_is_left_to_it(asset: Asset, piclo: FakePiclo) -> None:
    assert CLAIMS.claim(asset.pk, NOW) is not None
    assert CLAIMS.claim(asset.pk, NOW) is None
    send(asset, piclo)
    assert piclo.reads == 0


def test_piclos_words_of_refusal_are_kept(asset: Asset, piclo: FakePiclo) -> None:
    piclo.before_write = refusing(400, voltage_level=["Must be one of 11, 33."])
    send(asset, piclo)
    assert asset.push_state == PushState.REFUSED
    assert asset.push_words == "Voltage level: Must be one of 11, 33."
    assert Event.objects.about(asset).get().kind == "asset.refused"


def test_a_busy_piclo_is_asked_again_when_it_said(asset: Asset, piclo: FakePiclo) -> None:
    piclo.before_write = lambda: httpx.Response(
        429, headers={"Retry-After": "300"}, json={"detail": "Slow down"}
    )
    send(asset, piclo)
    assert asset.push_state == PushState.WAITING
    assert asset.push_after == NOW + timedelta(seconds=300)
    send(asset, piclo, NOW + timedelta(seconds=299))
    assert len(piclo.writes) == 0
    send(asset, piclo, NOW + timedelta(seconds=300))
    assert asset.push_state == PushState.IN_STEP


def test_each_failure_waits_longer_than_the_one_before(asset: Asset, piclo: FakePiclo) -> None:
    at, pauses = NOW, []
    for _ in range(3):
        piclo.before_write = refusing(429)
        send(asset, piclo, at)
        assert asset.push_after is not None
        pauses.append(asset.push_after - at)
        at = asset.push_after
    assert pauses == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]


def test_refused_credentials_are_no_fault_of_the_asset(asset: Asset, piclo: FakePiclo) -> None:
    piclo.before_write = None
    original = piclo.answer
    piclo.answer = lambda request: (  # type: ignore[method-assign]
        httpx.Response(401, json={"detail": "No such key."})
        if "authtoken" in request.url.path
        else original(request)
    )
    send(asset, piclo)
    assert asset.push_state == PushState.WAITING
    assert "does not accept the client id and key" in asset.push_words


def test_without_a_connection_an_asset_waits(organisation: Organisation, piclo: FakePiclo) -> None:
    asset = AssetFactory.create(organisation=organisation, push_state=PushState.WAITING)
    send(asset, piclo)
    assert (asset.push_state, asset.push_words) == (PushState.WAITING, "There is no connection to Piclo yet.")


def test_an_edit_during_the_sending_stays_and_is_not_sent(asset: Asset, piclo: FakePiclo) -> None:
    def edit() -> None:
        Asset.objects.filter(pk=asset.pk).update(name="Newer", version=asset.version + 1)

    piclo.after_write = edit
    send(asset, piclo)
    assert (asset.name, asset.push_state, asset.piclo_id) == ("Newer", PushState.NOT_SENT, "pic0001")


def test_a_wish_during_the_sending_is_sent_next(asset: Asset, piclo: FakePiclo) -> None:
    def ask() -> None:
        Asset.objects.filter(pk=asset.pk).update(
            name="Newer", version=asset.version + 1, push_asked_at=NOW + timedelta(seconds=1)
        )

    piclo.after_write = ask
    send(asset, piclo)
    assert asset.push_state == PushState.WAITING
    send(asset, piclo, NOW + timedelta(seconds=5))
    assert piclo.writes[-1] == ("PATCH", {"name": "Newer"})
    assert asset.push_state == PushState.IN_STEP


def test_an_asset_that_is_gone_at_piclo_is_created_anew(asset: Asset, piclo: FakePiclo) -> None:
    in_step(asset, piclo)
    piclo.assets.clear()
    edited(asset)
    send(asset, piclo)
    assert asset.push_state == PushState.IN_STEP
    assert [method for method, _ in piclo.writes] == ["POST", "POST"]


def test_the_asset_of_another_row_is_never_overwritten(asset: Asset, piclo: FakePiclo) -> None:
    piclo.add("old0001", ref="BAT-1")
    AssetFactory.create(
        organisation=asset.organisation,
        ref="BAT-9",
        name="Renamed here",
        piclo_id="old0001",
        push_state="not_sent",
    )
    send(asset, piclo)
    assert asset.push_state == PushState.REFUSED
    assert "belongs to Renamed here" in asset.push_words
    assert piclo.writes == []


def test_the_sweep_sends_what_is_due_of_every_organisation(asset: Asset, piclo: FakePiclo) -> None:
    other = AssetFactory.create(
        organisation=ConnectionFactory.create().organisation, push_state=PushState.WAITING
    )
    later = AssetFactory.create(
        organisation=asset.organisation, push_state=PushState.WAITING, push_after=NOW + timedelta(hours=1)
    )
    draft = AssetFactory.create(organisation=asset.organisation)
    assert outbound.push_due(seconds=30, open_client=piclo.open, now=lambda: NOW) == 2
    states = dict(Asset.objects.values_list("pk", "push_state"))
    assert states == {asset.pk: "in_step", other.pk: "in_step", later.pk: "waiting", draft.pk: "not_sent"}


def test_the_sweep_leaves_an_organisation_whose_piclo_is_away(asset: Asset, piclo: FakePiclo) -> None:
    AssetFactory.create_batch(3, organisation=asset.organisation, push_state=PushState.WAITING)
    piclo.before_write = refusing(503)
    assert outbound.push_due(seconds=30, open_client=piclo.open, now=lambda: NOW) == 1
    assert Asset.objects.due(NOW).count() == 3

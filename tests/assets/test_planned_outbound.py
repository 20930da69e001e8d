"""Sending planned assets: once, although Piclo cannot be asked for one by its reference."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from assets import outbound
from assets.models import PlannedAsset, PushState
from assets.outbound.planned import CLAIMS
from portal.accounts.models import Organisation
from portal.audit.models import Event
from portal.piclo.models import Connection
from tests.assets.fake_piclo import CREATED, broken_line, refusing
from tests.assets.fake_planned_piclo import FakePlannedPiclo
from tests.factories.assets import PlannedAssetFactory
from tests.factories.piclo import ConnectionFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def piclo() -> FakePlannedPiclo:
    return FakePlannedPiclo()


@pytest.fixture
def connection(organisation: Organisation) -> Connection:
    return ConnectionFactory.create(organisation=organisation)


@pytest.fixture
def planned(connection: Connection) -> PlannedAsset:
    return PlannedAssetFactory.create(
        organisation=connection.organisation,
        reference="PLAN-1",
        name="Leith batteries",
        maximum_runtime=timedelta(hours=2),
        push_state=PushState.WAITING,
    )


def send(planned: PlannedAsset, piclo: FakePlannedPiclo, at: datetime = NOW) -> PlannedAsset:
    outbound.push_planned(planned.pk, open_client=piclo.open, now=lambda: at)
    planned.refresh_from_db()
    return planned


def edited(planned: PlannedAsset, **values: object) -> None:
    planned.change(values)
    planned.push_state = PushState.WAITING
    planned.save()


def dying() -> httpx.Response:
    raise KeyboardInterrupt


def test_one_that_piclo_does_not_have_is_created_there(
    planned: PlannedAsset, piclo: FakePlannedPiclo
) -> None:
    send(planned, piclo)
    assert (planned.push_state, planned.piclo_id) == (PushState.IN_STEP, "pln0001")
    assert planned.uploaded_at == datetime.fromisoformat(CREATED)
    ((method, body),) = piclo.writes
    assert method == "POST"
    assert body == {
        "provider": "Prv0001",
        "reference": "PLAN-1",
        "name": "Leith batteries",
        "voltage_level": "11.00",
        "asset_type": "battery",
        "capacity_type": "active_export",
        "capacity_value": "1.500",
        "competition_reference": "LEITH_DEC_2026",
        "operator_name": "SP Energy Networks",
        "estimated_asset_count": 3,
        "maximum_runtime": "02:00:00",
    }
    event = Event.objects.about(planned).get()
    assert (event.kind, event.actor, event.rule) == ("planned-asset.pushed", None, "push to Piclo")


def test_only_what_was_changed_here_is_sent(planned: PlannedAsset, piclo: FakePlannedPiclo) -> None:
    send(planned, piclo)
    piclo.assets["pln0001"]["operator_name"] = "SP Distribution"
    edited(planned, capacity_value_mw=Decimal("1.75"), maximum_runtime=None)
    send(planned, piclo)
    assert piclo.writes[-1] == ("PATCH", {"capacity_value": "1.750", "maximum_runtime": None})
    assert (planned.push_state, planned.operator_name) == (PushState.IN_STEP, "SP Distribution")


def test_nothing_is_written_where_piclo_holds_it_already(
    planned: PlannedAsset, piclo: FakePlannedPiclo
) -> None:
    send(planned, piclo)
    edited(planned)
    send(planned, piclo)
    assert piclo.methods == ["POST"]
    assert planned.push_state == PushState.IN_STEP


def test_one_with_our_reference_is_taken_over_not_created_again(
    planned: PlannedAsset, piclo: FakePlannedPiclo
) -> None:
    piclo.add("old0001", reference="PLAN-1", name="Old name")
    piclo.add("old0002", reference="PLAN-2")
    send(planned, piclo)
    assert piclo.writes == [("PATCH", {"name": "Leith batteries"})]
    assert (planned.piclo_id, planned.push_state) == ("old0001", PushState.IN_STEP)


@pytest.mark.parametrize("lost", [broken_line, refusing(500), refusing(503)])
def test_a_lost_answer_to_a_creation_is_settled_by_the_list(
    planned: PlannedAsset, piclo: FakePlannedPiclo, lost: Callable[[], httpx.Response | None]
) -> None:
    piclo.after_write = lost
    send(planned, piclo)
    assert planned.push_state == PushState.UNCONFIRMED
    send(planned, piclo, LATER)
    assert (planned.push_state, planned.piclo_id) == (PushState.IN_STEP, "pln0001")
    assert piclo.methods == ["POST"]


def test_a_request_that_was_lost_on_its_way_is_sent_again(
    planned: PlannedAsset, piclo: FakePlannedPiclo
) -> None:
    piclo.before_write = broken_line
    send(planned, piclo)
    assert (planned.push_state, piclo.assets) == (PushState.UNCONFIRMED, {})
    send(planned, piclo, LATER)
    assert (planned.push_state, len(piclo.assets)) == (PushState.IN_STEP, 1)


def test_a_creation_that_arrives_after_the_list_was_read_is_no_refusal(
    planned: PlannedAsset, piclo: FakePlannedPiclo
) -> None:
    def arrives_late() -> None:
        piclo.add("late001", reference="PLAN-1", name="Leith batteries")

    piclo.before_write = arrives_late
    send(planned, piclo)
    assert (planned.push_state, planned.piclo_id, planned.push_words) == (PushState.IN_STEP, "late001", "")
    assert piclo.methods == ["POST"]


def test_a_refusal_is_kept_in_piclos_words_where_the_list_holds_nothing_of_ours(
    planned: PlannedAsset, piclo: FakePlannedPiclo
) -> None:
    piclo.before_write = refusing(400, competition_reference=["No such competition."])
    send(planned, piclo)
    assert planned.push_state == PushState.REFUSED
    assert planned.push_words == "Competition reference: No such competition."
    assert Event.objects.about(planned).get().kind == "planned-asset.refused"


def test_a_line_that_breaks_while_a_refusal_is_looked_into_leaves_it_to_the_next_attempt(
    planned: PlannedAsset, piclo: FakePlannedPiclo
) -> None:
    original = piclo.answer

    def refused_then_silent(request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and piclo.writes:
            raise httpx.ConnectError("gone")
        return original(request)

    def arrives_late() -> None:
        piclo.add("late001", reference="PLAN-1", name="Leith batteries")

    piclo.before_write = arrives_late
    piclo.answer = refused_then_silent  # type: ignore[method-assign]
    send(planned, piclo)
    assert planned.push_state == PushState.WAITING
    piclo.answer = original  # type: ignore[method-assign]
    send(planned, piclo, LATER)
    assert (planned.push_state, planned.piclo_id) == (PushState.IN_STEP, "late001")
    assert piclo.methods == ["POST"]


def test_a_list_that_cannot_be_read_creates_nothing(planned: PlannedAsset, piclo: FakePlannedPiclo) -> None:
    original = piclo.answer
    piclo.answer = lambda request: (  # type: ignore[method-assign]
        httpx.Response(503) if request.method == "GET" else original(request)
    )
    send(planned, piclo)
    assert (planned.is_on_its_way, piclo.writes) == (True, [])
    piclo.answer = original  # type: ignore[method-assign]
    assert send(planned, piclo, LATER).push_state == PushState.IN_STEP


@pytest.mark.parametrize("moment", ["before_write", "after_write"])
def test_a_worker_that_died_while_sending_leaves_nothing_doubled(
    planned: PlannedAsset, piclo: FakePlannedPiclo, moment: str
) -> None:
    setattr(piclo, moment, dying)
    with pytest.raises(KeyboardInterrupt):
        send(planned, piclo)
    planned.refresh_from_db()
    assert planned.push_state == PushState.SENDING
    assert send(planned, piclo, LATER).push_state == PushState.SENDING
    at = NOW + timedelta(minutes=4)
    assert outbound.push_due_planned(seconds=5, open_client=piclo.open, now=lambda: at) == 1
    planned.refresh_from_db()
    assert (planned.push_state, len(piclo.assets), len(piclo.writes)) == (PushState.IN_STEP, 1, 1)


def test_a_lost_answer_to_a_change_is_read_back(planned: PlannedAsset, piclo: FakePlannedPiclo) -> None:
    send(planned, piclo)
    edited(planned, name="Leith and Granton")
    piclo.after_write = broken_line
    send(planned, piclo)
    assert planned.push_state == PushState.UNCONFIRMED
    send(planned, piclo, LATER)
    assert (planned.push_state, piclo.methods) == (PushState.IN_STEP, ["POST", "PATCH"])


def test_one_that_another_worker_has_is_left_to_it(planned: PlannedAsset, piclo: FakePlannedPiclo) -> None:
    assert CLAIMS.claim(planned.pk, NOW) is not None
    assert CLAIMS.claim(planned.pk, NOW) is None
    send(planned, piclo)
    assert piclo.reads == 0


def test_a_busy_piclo_is_asked_again_when_it_said(planned: PlannedAsset, piclo: FakePlannedPiclo) -> None:
    piclo.before_write = lambda: httpx.Response(429, headers={"Retry-After": "300"}, json={"detail": "Slow"})
    send(planned, piclo)
    assert (planned.push_state, planned.push_after) == (PushState.WAITING, NOW + timedelta(seconds=300))
    send(planned, piclo, NOW + timedelta(seconds=299))
    assert piclo.writes == []


def test_refused_credentials_are_no_fault_of_the_planned_asset(
    planned: PlannedAsset, piclo: FakePlannedPiclo
) -> None:
    piclo.answer = lambda request: httpx.Response(401, json={"detail": "No such key."})  # type: ignore[method-assign]
    send(planned, piclo)
    assert planned.push_state == PushState.WAITING


def test_without_a_connection_it_waits(organisation: Organisation, piclo: FakePlannedPiclo) -> None:
    planned = PlannedAssetFactory.create(organisation=organisation, push_state=PushState.WAITING)
    send(planned, piclo)
    assert (planned.push_state, planned.push_words) == (
        PushState.WAITING,
        "There is no connection to Piclo yet.",
    )


def test_an_edit_during_the_sending_stays_and_is_not_sent(
    planned: PlannedAsset, piclo: FakePlannedPiclo
) -> None:
    def edit() -> None:
        PlannedAsset.objects.filter(pk=planned.pk).update(name="Newer", version=planned.version + 1)

    piclo.after_write = edit
    send(planned, piclo)
    assert (planned.name, planned.push_state, planned.piclo_id) == ("Newer", PushState.NOT_SENT, "pln0001")


def test_one_that_is_gone_at_piclo_is_created_anew(planned: PlannedAsset, piclo: FakePlannedPiclo) -> None:
    send(planned, piclo)
    piclo.assets.clear()
    edited(planned)
    send(planned, piclo)
    assert (planned.push_state, piclo.methods) == (PushState.IN_STEP, ["POST", "POST"])


def test_the_record_of_another_row_is_never_overwritten(
    planned: PlannedAsset, piclo: FakePlannedPiclo
) -> None:
    piclo.add("old0001", reference="PLAN-1")
    PlannedAssetFactory.create(
        organisation=planned.organisation, reference="PLAN-9", name="Renamed here", piclo_id="old0001"
    )
    send(planned, piclo)
    assert planned.push_state == PushState.REFUSED
    assert "belongs to Renamed here" in planned.push_words
    assert piclo.writes == []

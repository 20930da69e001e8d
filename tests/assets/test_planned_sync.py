"""Piclo's planned assets brought into ours."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from assets.models import PlannedAsset, PushState
from assets.sync import PlannedAssetPull
from portal.accounts.models import Organisation
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection
from portal.piclo.wire import Page, read_page
from portal.piclo.wire import PlannedAsset as PicloPlannedAsset
from tests.assets.fake_planned_piclo import planned_record
from tests.factories.assets import PlannedAssetFactory
from tests.factories.piclo import ConnectionFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def connection(organisation: Organisation) -> Connection:
    return ConnectionFactory.create(organisation=organisation)


def page_of(*records: dict[str, Any]) -> Page[PicloPlannedAsset]:
    return read_page(PicloPlannedAsset, records)


def pull(connection: Connection, *records: dict[str, Any]) -> Tally:
    reading = PlannedAssetPull(started_at=NOW)
    return reading.apply(connection, page_of(*records), NOW) + reading.finish(connection, NOW)


def test_a_planned_asset_of_piclos_becomes_ours_in_step(connection: Connection) -> None:
    assert pull(connection, planned_record("p1", meant_by="Somebody")) == Tally(created=1)
    planned = PlannedAsset.objects.get()
    assert (planned.organisation, planned.reference) == (connection.organisation, "REF-p1")
    assert (planned.piclo_id, planned.push_state, planned.version) == ("p1", PushState.IN_STEP, 1)
    assert planned.capacity_value_mw == Decimal("1.5")
    assert planned.maximum_runtime == timedelta(hours=2)
    assert planned.raw["meant_by"] == "Somebody"


def test_words_and_gaps_of_piclos_are_no_error(connection: Connection) -> None:
    pull(connection, {"id": "p1", "reference": "R", "capacity_type": "sideways", "asset_type": "fly_wheel"})
    planned = PlannedAsset.objects.get()
    assert (planned.capacity_type_label, planned.type_label) == ("Sideways", "Fly wheel")
    assert (planned.voltage_level_kv, planned.capacity_value_mw) == (None, Decimal(0))


def test_a_pull_follows_what_changed_and_leaves_the_rest(connection: Connection) -> None:
    pull(connection, planned_record("p1"), planned_record("p2"))
    again = pull(connection, planned_record("p1", name="New name"), planned_record("p2"))
    assert again == Tally(changed=1, unchanged=1)
    assert PlannedAsset.objects.get(piclo_id="p1").version == 2
    assert PlannedAsset.objects.get(piclo_id="p2").version == 1


@pytest.mark.parametrize(
    "state",
    [PushState.NOT_SENT, PushState.WAITING, PushState.SENDING, PushState.UNCONFIRMED, PushState.REFUSED],
)
def test_one_with_unsent_edits_keeps_our_values(connection: Connection, state: PushState) -> None:
    pull(connection, planned_record("p1"))
    PlannedAsset.objects.update(name="Ours", push_state=state)
    assert pull(connection, planned_record("p1", name="Theirs")) == Tally(unchanged=1)
    planned = PlannedAsset.objects.get()
    assert (planned.name, planned.push_state, planned.raw["name"]) == ("Ours", state, "Planned p1")


def test_one_of_ours_is_recognised_by_its_reference(connection: Connection) -> None:
    PlannedAssetFactory.create(organisation=connection.organisation, reference="REF-p1", name="Ours")
    assert pull(connection, planned_record("p1")) == Tally(changed=1)
    planned = PlannedAsset.objects.get()
    assert (planned.piclo_id, planned.name, planned.push_state) == ("p1", "Ours", PushState.NOT_SENT)


def test_a_reference_that_was_changed_at_piclo_is_followed(connection: Connection) -> None:
    pull(connection, planned_record("p1"))
    pull(connection, planned_record("p1", reference="NEW"))
    assert PlannedAsset.objects.get().reference == "NEW"


def test_what_piclo_no_longer_lists_is_marked_and_may_come_back(connection: Connection) -> None:
    pull(connection, planned_record("p1"), planned_record("p2"))
    assert pull(connection, planned_record("p2")) == Tally(unchanged=1, gone=1)
    assert PlannedAsset.objects.get(piclo_id="p1").push_state == PushState.GONE
    assert pull(connection, planned_record("p1"), planned_record("p2")) == Tally(changed=1, unchanged=1)
    assert PlannedAsset.objects.get(piclo_id="p1").push_state == PushState.IN_STEP


def test_one_that_was_sent_while_the_list_was_read_is_left_alone(connection: Connection) -> None:
    pull(connection, planned_record("p1"), planned_record("p2"))
    PlannedAsset.objects.update(name="Just sent", pushed_at=NOW + timedelta(seconds=1))
    assert pull(connection, planned_record("p1")) == Tally(unchanged=1)
    assert set(PlannedAsset.objects.values_list("name", "push_state")) == {("Just sent", PushState.IN_STEP)}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "x" * 300}, "name: is longer than 200 characters"),
        ({"capacity_value": "-1.000"}, "capacity: is negative"),
        ({"estimated_asset_count": -2}, "number of assets: -2 is out of range"),
        ({"reference": "REF-p2"}, "Another planned asset at Piclo has the reference REF-p2 too."),
    ],
)
def test_a_record_that_does_not_fit_is_refused_and_spoils_no_other(
    connection: Connection, fields: dict[str, Any], reason: str
) -> None:
    reading = PlannedAssetPull(started_at=NOW)
    page = page_of(planned_record("p2"), planned_record("p1", **fields))
    assert reading.apply(connection, page, NOW) == Tally(created=1)
    assert [(refusal.ref, refusal.reason) for refusal in page.refused] == [("p1", reason)]


def test_one_that_cannot_be_read_is_not_gone(connection: Connection) -> None:
    pull(connection, planned_record("p1"))
    assert pull(connection, planned_record("p1", voltage_level="high")) == Tally()


def test_other_organisations_are_not_touched(connection: Connection) -> None:
    other = PlannedAssetFactory.create(
        reference="REF-p1", name="Theirs", piclo_id="p1", push_state=PushState.IN_STEP
    )
    pull(connection, planned_record("p1", name="Ours"))
    pull(connection)
    other.refresh_from_db()
    assert (other.name, other.push_state) == ("Theirs", PushState.IN_STEP)


def test_a_page_takes_the_same_few_queries_whatever_its_size(
    connection: Connection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    records = [planned_record(f"p{number}") for number in range(300)]
    with django_assert_max_num_queries(9):
        pull(connection, *records)
    assert PlannedAsset.objects.count() == 300

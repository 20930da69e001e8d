"""What a reading of Piclo changed is kept, an event an asset; what was only read again leaves none."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from assets.models import Asset, PlannedAsset, PushState
from assets.selectors import timeline_of
from assets.selectors.planned import planned_timeline_of
from assets.sync import AssetPull, PlannedAssetPull
from portal.accounts.models import Organisation
from portal.audit.models import Event
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection, SyncRun
from portal.piclo.wire import PlannedAsset as PicloPlannedAsset
from portal.piclo.wire import read_page
from tests.assets.fake_planned_piclo import planned_record
from tests.assets.test_sync import page_of, record
from tests.factories.assets import AssetFactory, PlannedAssetFactory
from tests.factories.piclo import ConnectionFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def connection(organisation: Organisation) -> Connection:
    return ConnectionFactory.create(organisation=organisation)


def run_of(connection: Connection, feed: str = "assets") -> SyncRun:
    return SyncRun.objects.create(connection=connection, feed=feed, trigger="schedule", started_at=NOW)


def pull(connection: Connection, *records: dict[str, Any]) -> SyncRun:
    """The run of one whole reading."""
    reading, run = AssetPull(started_at=NOW), run_of(connection)
    reading.begin(run)
    reading.apply(connection, page_of(*records), NOW)
    reading.finish(connection, NOW)
    return run


def pull_planned(connection: Connection, *records: dict[str, Any]) -> SyncRun:
    reading, run = PlannedAssetPull(started_at=NOW), run_of(connection, "planned-assets")
    reading.begin(run)
    reading.apply(connection, read_page(PicloPlannedAsset, records), NOW)
    reading.finish(connection, NOW)
    return run


def told(run: SyncRun) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    events = Event.objects.caused_by(run).order_by("subject_label")
    return [(event.kind, event.subject_label, event.before, event.after) for event in events]


def test_the_first_reading_of_a_portfolio_tells_of_no_asset_by_itself(connection: Connection) -> None:
    assert told(pull(connection, record("a1"), record("a2"))) == []


def test_assets_that_were_only_read_again_leave_no_event(connection: Connection) -> None:
    pull(connection, record("a1"))
    assert told(pull(connection, record("a1"))) == []


def test_an_event_has_the_fields_that_changed_before_and_after(connection: Connection) -> None:
    pull(connection, record("a1"), record("a2"))
    changed = record("a1", postcode="TD1 1AA", latitude=55.61, active_export_capacity="2")
    run = pull(connection, changed, record("a2"))
    assert told(run) == [
        (
            "asset.changed-at-piclo",
            "Asset a1",
            {"postcode": "EH21 6AA", "latitude": None, "active_export_capacity_mw": "1.500000"},
            {"postcode": "TD1 1AA", "latitude": 55.61, "active_export_capacity_mw": "2"},
        )
    ]
    event = Event.objects.get()
    assert (event.actor, event.rule, event.at) == (None, "reading Piclo", NOW)
    assert event.organisation == connection.organisation
    assert event.subject_id == str(Asset.objects.get(piclo_id="a1").pk)


def test_a_field_that_the_portal_does_not_know_is_nobodys_news(connection: Connection) -> None:
    pull(connection, record("a1"))
    run = pull(connection, record("a1", colour="green"))
    assert Asset.objects.get().raw["colour"] == "green"
    assert told(run) == []


def test_a_reference_changed_at_piclo_is_told_with_the_earlier_one(connection: Connection) -> None:
    pull(connection, record("a1"))
    run = pull(connection, record("a1", ref="NEW"))
    assert told(run) == [("asset.changed-at-piclo", "Asset a1", {"ref": "REF-a1"}, {"ref": "NEW"})]


def test_gone_and_back_again_are_told_once_each(connection: Connection) -> None:
    pull(connection, record("a1"))
    assert told(pull(connection)) == [("asset.gone-at-piclo", "Asset a1", {}, {})]
    assert told(pull(connection)) == []
    back = pull(connection, record("a1", name="Renamed"))
    assert told(back) == [("asset.back-at-piclo", "Renamed", {"name": "Asset a1"}, {"name": "Renamed"})]


def test_what_piclo_changed_of_an_asset_with_unsent_edits_is_told_beside_ours(connection: Connection) -> None:
    pull(connection, record("a1"))
    Asset.objects.update(name="Ours", push_state=PushState.NOT_SENT)
    assert told(pull(connection, record("a1"))) == []
    run = pull(connection, record("a1", name="Theirs"))
    assert told(run) == [("asset.differs-from-piclo", "Ours", {"name": "Ours"}, {"name": "Theirs"})]
    assert told(pull(connection, record("a1", name="Theirs"))) == []
    later = pull(connection, record("a1", name="Theirs", postcode="TD1 1AA"))
    assert [(before, after) for _, _, before, after in told(later)] == [
        ({"postcode": "EH21 6AA"}, {"postcode": "TD1 1AA"})
    ]
    assert Asset.objects.get().name == "Ours"


def test_an_asset_of_ours_that_piclo_turns_out_to_have_is_told_with_all_that_differs(
    connection: Connection,
) -> None:
    AssetFactory.create(organisation=connection.organisation, ref="REF-a1", name="Ours")
    ((kind, label, before, after),) = told(pull(connection, record("a1")))
    assert (kind, label) == ("asset.differs-from-piclo", "Ours")
    assert (before["name"], after["name"]) == ("Ours", "Asset a1")
    assert "category" not in before


def test_another_organisations_reading_is_not_among_them(connection: Connection) -> None:
    pull(connection, record("a1"))
    other = ConnectionFactory.create()
    pull(other, record("a1"))
    run = pull(connection, record("a1", name="Changed"))
    pull(other, record("a1", name="Changed too"))
    assert [label for _, label, *_ in told(run)] == ["Changed"]


def test_a_page_takes_as_many_queries_for_many_changes_as_for_one(connection: Connection) -> None:
    records = [record(f"a{number}") for number in range(200)]
    pull(connection, *records)

    def queries(changed: int, name: str) -> int:
        news = [one | ({"name": name} if n < changed else {}) for n, one in enumerate(records)]
        with CaptureQueriesContext(
            database,
        ) as seen:
            assert Event.objects.caused_by(pull(connection, *news)).count() == changed
        return len(seen)

    assert queries(1, "One") == queries(200, "All")


def test_the_asset_itself_tells_what_piclo_changed(connection: Connection) -> None:
    pull(connection, record("a1"))
    pull(connection, record("a1", max_runtime="00T03:00:00"))
    (happening,) = timeline_of(Asset.objects.get())
    assert [(one.label, one.before, one.after) for one in happening.changes] == [
        ("Longest run", "1 d 2 h", "3 h")
    ]


def test_the_counts_of_a_reading_are_as_before(connection: Connection) -> None:
    pull(connection, record("a1"), record("a2"), record("a3"))
    reading = AssetPull(started_at=NOW)
    page = page_of(record("a1", name="New"), record("a2"))
    assert reading.apply(connection, page, NOW) == Tally(changed=1, unchanged=1)
    assert reading.finish(connection, NOW) == Tally(gone=1)


def test_planned_assets_tell_the_same(connection: Connection) -> None:
    pull_planned(connection, planned_record("p1"), planned_record("p2"))
    mine = PlannedAssetFactory.create(organisation=connection.organisation, reference="REF-p3", name="Ours")
    run = pull_planned(connection, planned_record("p1", name="Renamed"), planned_record("p3"))
    kinds = {(kind, label) for kind, label, *_ in told(run)}
    assert kinds == {
        ("planned-asset.changed-at-piclo", "Renamed"),
        ("planned-asset.gone-at-piclo", PlannedAsset.objects.get(piclo_id="p2").name),
        ("planned-asset.differs-from-piclo", "Ours"),
    }
    (happening,) = planned_timeline_of(PlannedAsset.objects.get(piclo_id="p1"))
    assert [(one.label, one.after) for one in happening.changes] == [("Name", "Renamed")]
    assert planned_timeline_of(mine)[0].event.kind == "planned-asset.differs-from-piclo"
    assert told(pull_planned(connection, planned_record("p1", name="Renamed"), planned_record("p3"))) == []

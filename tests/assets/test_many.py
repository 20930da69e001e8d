"""What is done with many assets at once, by the services."""

from datetime import UTC, datetime
from typing import Any

import pytest

from assets.models import Asset, AssetGroup, PushRun, PushState
from assets.services.groups import GroupNameError
from assets.services.many import (
    SelectionMovedError,
    archive_many,
    group_many,
    push_many,
    set_status_of_many,
    ungroup_many,
)
from portal.accounts.models import Membership
from portal.audit.models import Event
from tests.factories.assets import AssetFactory, AssetGroupFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MPAN = "1800000000006"


def some(owner: Membership, count: int = 3, **values: Any) -> list[Asset]:
    return AssetFactory.create_batch(count, organisation=owner.organisation, **values)


def events(kind: str) -> list[Event]:
    return list(Event.objects.filter(kind=kind).order_by("pk"))


def test_a_status_is_given_to_those_that_have_another(owner: Membership) -> None:
    moved = some(owner, 2, push_state=PushState.IN_STEP)
    standing = some(owner, 1, status="mothballed", push_state=PushState.IN_STEP)[0]
    done = set_status_of_many(assets=Asset.objects.all(), status="mothballed", by=owner, now=NOW)
    assert (done.changed, done.unchanged, done.asked, done.kept) == (2, 1, 0, ())
    for asset in Asset.objects.filter(pk__in=[one.pk for one in moved]):
        assert (asset.status, asset.version, asset.modified_at) == ("mothballed", 2, NOW)
        assert asset.push_state == PushState.NOT_SENT
    standing.refresh_from_db()
    assert (standing.version, standing.push_state) == (1, PushState.IN_STEP)
    one, other = events("asset.changed")
    assert {one.subject_id, other.subject_id} == {str(asset.pk) for asset in moved}
    assert (one.before, one.after, one.actor) == (
        {"status": "operational"},
        {"status": "mothballed"},
        owner.user,
    )
    assert events("assets.changed")[0].after == {"assets": 2, "status": "mothballed"}


@pytest.mark.parametrize("state", [PushState.WAITING, PushState.SENDING, PushState.UNCONFIRMED])
def test_what_is_on_its_way_stays_so(owner: Membership, state: PushState) -> None:
    asset = some(owner, 1, push_state=state, push_words="Tried once.")[0]
    set_status_of_many(assets=Asset.objects.all(), status="mothballed", by=owner, now=NOW)
    asset.refresh_from_db()
    assert (asset.push_state, asset.push_words, asset.version) == (state, "Tried once.", 2)


def test_what_changed_can_be_sent_in_a_run(owner: Membership) -> None:
    some(owner, 6, push_state=PushState.IN_STEP)
    some(owner, 1, status="mothballed")
    done = set_status_of_many(assets=Asset.objects.all(), status="mothballed", by=owner, now=NOW, send=True)
    assert done.asked == 6
    assert PushRun.objects.get().total == 6
    assert Asset.objects.filter(push_state=PushState.WAITING).count() == 6


def test_another_organisations_assets_are_never_touched(owner: Membership) -> None:
    other = AssetFactory.create()
    everything = Asset.objects.all()
    assert archive_many(assets=everything, by=owner, now=NOW).changed == 0
    assert push_many(assets=everything, by=owner, now=NOW).asked == 0
    assert group_many(assets=everything, by=owner, now=NOW, name="Ours").changed == 0
    other.refresh_from_db()
    assert (other.status, other.push_state, other.groups.count()) == ("operational", PushState.NOT_SENT, 0)


def test_archiving_tells_piclo_of_what_it_has(owner: Membership) -> None:
    known = some(owner, 1, piclo_id="p1", push_state=PushState.IN_STEP)[0]
    unknown = some(owner, 1)[0]
    some(owner, 1, status="archived")
    done = archive_many(assets=Asset.objects.all(), by=owner, now=NOW)
    assert (done.changed, done.unchanged, done.asked) == (2, 1, 1)
    known.refresh_from_db()
    unknown.refresh_from_db()
    assert (known.push_state, unknown.push_state) == (PushState.WAITING, PushState.NOT_SENT)
    assert len(events("asset.archived")) == 2
    assert events("assets.archived")[0].after["assets"] == 2


def test_an_archived_asset_stays_so_where_a_live_one_has_its_meter(owner: Membership) -> None:
    some(owner, 1, import_meter_id=MPAN)
    gone = some(owner, 1, status="archived", export_meter_id=MPAN, name="Old battery")[0]
    shared = some(owner, 1, status="archived", import_meter_id=MPAN, shares_meter=True)[0]
    free = some(owner, 1, status="archived")[0]
    archived = Asset.objects.filter(status="archived")
    done = set_status_of_many(assets=archived, status="operational", by=owner, now=NOW)
    assert (done.changed, done.kept) == (2, ("Old battery",))
    for asset, status in ((gone, "archived"), (shared, "operational"), (free, "operational")):
        asset.refresh_from_db()
        assert asset.status == status


def test_two_archived_assets_of_one_meter_do_not_come_back_together(owner: Membership) -> None:
    some(owner, 2, status="archived", import_meter_id=MPAN)
    done = set_status_of_many(assets=Asset.objects.all(), status="operational", by=owner, now=NOW)
    assert (done.changed, len(done.kept)) == (0, 2)


def test_nothing_is_done_where_the_filter_finds_others_than_agreed(owner: Membership) -> None:
    some(owner, 3)
    with pytest.raises(
        SelectionMovedError, match="found 2 assets when you were asked, and finds 3 now"
    ) as moved:
        archive_many(assets=Asset.objects.all(), by=owner, now=NOW, agreed=2)
    assert moved.value.count == 3
    assert not Asset.objects.filter(status="archived").exists()
    assert not Event.objects.exists()


def test_pushing_leaves_what_has_nothing_to_send(owner: Membership) -> None:
    some(owner, 2)
    some(owner, 1, push_state=PushState.IN_STEP)
    done = push_many(assets=Asset.objects.all(), by=owner, now=NOW, agreed=3)
    assert (done.asked, done.unchanged) == (2, 1)
    assert push_many(assets=Asset.objects.all(), by=owner, now=NOW).asked == 0


def test_assets_join_a_group_once(owner: Membership) -> None:
    group = AssetGroupFactory.create(organisation=owner.organisation, name="Evening")
    inside, outside = some(owner, 2)
    group.assets.add(inside)
    done = group_many(assets=Asset.objects.all(), by=owner, now=NOW, group=group)
    assert (done.changed, done.unchanged, done.group) == (1, 1, group)
    assert group.assets.count() == 2
    joined = events("asset.grouped")
    assert [(event.subject_id, event.after) for event in joined] == [(str(outside.pk), {"group": "Evening"})]
    assert events("asset-group.joined")[0].after == {"assets": 1}
    outside.refresh_from_db()
    assert (outside.version, outside.push_state) == (1, PushState.NOT_SENT)


def test_a_new_group_is_made_by_its_name_and_a_standing_one_is_found(owner: Membership) -> None:
    some(owner, 2)
    done = group_many(assets=Asset.objects.all(), by=owner, now=NOW, name="  Borders   evening ")
    assert (str(done.group), done.changed) == ("Borders evening", 2)
    again = group_many(assets=Asset.objects.all(), by=owner, now=NOW, name="Borders evening")
    assert (again.group, again.changed) == (done.group, 0)
    assert len(events("asset-group.created")) == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "A; B"])
def test_a_group_with_no_name_to_speak_of_is_refused_and_nothing_done(owner: Membership, name: str) -> None:
    some(owner, 1)
    with pytest.raises(GroupNameError):
        group_many(assets=Asset.objects.all(), by=owner, now=NOW, name=name)
    assert not AssetGroup.objects.exists()


def test_assets_leave_a_group(owner: Membership) -> None:
    group = AssetGroupFactory.create(organisation=owner.organisation, name="Evening")
    one, other, outside = some(owner, 3)
    group.assets.add(one, other)
    leaving = Asset.objects.filter(pk__in=[one.pk, outside.pk])
    done = ungroup_many(assets=leaving, group=group, by=owner, now=NOW)
    assert (done.changed, done.unchanged) == (1, 1)
    assert list(group.assets.all()) == [other]
    assert events("asset.ungrouped")[0].before == {"group": "Evening"}


def test_the_number_of_queries_does_not_grow_with_the_assets(
    owner: Membership, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    some(owner, 40)
    with django_assert_max_num_queries(12):
        set_status_of_many(assets=Asset.objects.all(), status="mothballed", by=owner, now=NOW, send=True)
    with django_assert_max_num_queries(20):
        group_many(assets=Asset.objects.all(), by=owner, now=NOW, name="All")

"""A previewed import is applied as a whole, in its good rows, or not at all."""

import pytest
from django.utils import timezone

from assets.intake import applying
from assets.models import Asset, AssetImport, ImportState, PushRun, PushState
from assets.services import change_asset
from assets.services.imports import ImportRefused, ask_to_apply, discard_import, read_again
from portal.accounts.models import Membership
from portal.audit.models import Event
from tests.assets.sheets import GOOD, HEADINGS, applied, as_csv, read, told, upload, worked
from tests.factories.assets import AssetFactory

pytestmark = pytest.mark.django_db
BAD = ("BAD-1", "Battery two", "Storage", "Onshore wind", "11", "TD1 1AA", "0.05")


@pytest.fixture
def battery(owner: Membership) -> Asset:
    return AssetFactory.create(organisation=owner.organisation, ref="BAT-1", name="Battery")


def renaming(owner: Membership, name: str = "Renamed") -> AssetImport:
    return read(owner, as_csv(("BAT-1", name), headings=("Reference", "Name")))


def test_applying_creates_and_changes_with_events(owner: Membership, battery: Asset) -> None:
    file = read(owner, as_csv(GOOD, ("BAT-1", "Renamed", "", "", "", "", "")))
    done = applied(file, owner)
    assert (done.state, done.rows_create, done.rows_update) == (ImportState.APPLIED, 1, 1)
    made = Asset.objects.get(ref="NEW-1")
    assert (made.name, made.version, made.push_state, made.piclo_id) == ("Battery one", 1, "not_sent", "")
    before = battery.modified_at
    battery.refresh_from_db()
    assert (battery.name, battery.version) == ("Renamed", 2)
    assert battery.modified_at > before
    assert Event.objects.about(made).get().kind == "asset.created"
    changed = Event.objects.about(battery).get()
    assert (changed.kind, changed.before, changed.after) == (
        "asset.changed",
        {"name": "Battery"},
        {"name": "Renamed"},
    )
    assert changed.actor == owner.user
    kinds = Event.objects.about(file).values_list("kind", flat=True)
    assert set(kinds) == {"asset-import.uploaded", "asset-import.applied"}


def test_the_same_file_again_changes_nothing(owner: Membership, battery: Asset) -> None:
    content = as_csv(GOOD, ("BAT-1", "Renamed", "", "", "", "", ""))
    applied(read(owner, content), owner)
    stood = list(Asset.objects.order_by("pk").values())
    events = Event.objects.filter(subject_type="assets.asset").count()
    again = read(owner, content)
    assert again.changes_nothing
    with pytest.raises(ImportRefused, match="Nothing in this file"):
        ask_to_apply(import_id=again.pk, by=owner, now=timezone.now())
    assert list(Asset.objects.order_by("pk").values()) == stood
    assert Event.objects.filter(subject_type="assets.asset").count() == events


def test_one_fault_holds_up_all_unless_the_good_rows_are_asked_for(owner: Membership) -> None:
    file = read(owner, as_csv(GOOD, BAD))
    with pytest.raises(ImportRefused, match="stand in the way"):
        ask_to_apply(import_id=file.pk, by=owner, now=timezone.now())
    assert not Asset.objects.exists()
    done = applied(file, owner, good_rows_only=True)
    assert done.state == ImportState.APPLIED
    assert Asset.objects.get().ref == "NEW-1"


def test_a_change_since_the_preview_is_told_and_not_overwritten(owner: Membership, battery: Asset) -> None:
    file = renaming(owner)
    change_asset(asset_id=battery.pk, by=owner, version=1, changes={"name": "Theirs"}, now=timezone.now())
    done = applied(file, owner)
    assert done.state == ImportState.READY
    assert "Nothing was applied: 1 row" in done.words
    assert "changed this asset since" in told(done)[0][2]
    battery.refresh_from_db()
    assert battery.name == "Theirs"
    read_again(import_id=file.pk, by=owner, now=timezone.now())
    assert worked(file).rows.get().before == {"name": "Theirs"}


def test_an_asset_added_since_the_preview_is_not_added_twice(owner: Membership) -> None:
    file = read(owner, as_csv(GOOD))
    AssetFactory.create(organisation=owner.organisation, ref="NEW-1")
    assert "added an asset" in told(applied(file, owner))[0][2]
    assert Asset.objects.count() == 1


def test_with_the_good_rows_only_what_changed_since_is_left_out(owner: Membership, battery: Asset) -> None:
    file = read(owner, as_csv(GOOD, ("BAT-1", "Renamed", "", "", "", "", "")))
    change_asset(asset_id=battery.pk, by=owner, version=1, changes={"name": "Theirs"}, now=timezone.now())
    done = applied(file, owner, good_rows_only=True)
    assert (done.state, done.rows_create, done.rows_update, done.rows_faulty) == ("applied", 1, 0, 1)
    battery.refresh_from_db()
    assert battery.name == "Theirs"


def test_what_is_asked_to_be_sent_waits_for_piclo(owner: Membership, battery: Asset) -> None:
    applied(read(owner, as_csv(GOOD, ("BAT-1", "Renamed", "", "", "", "", ""))), owner, send=True)
    assert set(Asset.objects.values_list("push_state", flat=True)) == {PushState.WAITING}
    run = PushRun.objects.get()
    assert (run.total, run.asked_by, run.assets.count()) == (2, owner.user, 2)
    assert Event.objects.about(run).get().kind == "push-run.asked"


def test_what_would_be_sent_but_is_on_its_way_already_makes_no_run(owner: Membership, battery: Asset) -> None:
    Asset.objects.update(push_state=PushState.SENDING)
    applied(renaming(owner), owner, send=True)
    assert not PushRun.objects.exists()


@pytest.mark.parametrize(
    ("stood", "then"), [("in_step", "not_sent"), ("sending", "sending"), ("refused", "not_sent")]
)
def test_what_is_on_its_way_stays_so(owner: Membership, battery: Asset, stood: str, then: str) -> None:
    Asset.objects.update(push_state=stood, push_words="words")
    applied(renaming(owner), owner)
    battery.refresh_from_db()
    assert battery.push_state == then


def test_a_worker_that_dies_while_applying_leaves_nothing_and_the_next_one_does_it(
    owner: Membership, battery: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = read(owner, as_csv(GOOD, ("BAT-1", "Renamed", "", "", "", "", "")))
    ask_to_apply(import_id=file.pk, by=owner, now=timezone.now())
    with monkeypatch.context() as patch:
        patch.setattr(applying, "write_updated", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            worked(file)
    assert Asset.objects.get().name == "Battery"
    file.refresh_from_db()
    assert file.state == ImportState.APPLYING
    assert worked(file).state == ImportState.APPLIED
    assert Asset.objects.count() == 2


def test_an_import_that_breaks_off_three_times_goes_back_to_its_preview(
    owner: Membership, battery: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = renaming(owner)
    ask_to_apply(import_id=file.pk, by=owner, now=timezone.now())
    with monkeypatch.context() as patch:
        patch.setattr(applying, "write_updated", lambda *_: 1 / 0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                worked(file)
    done = worked(file)
    assert (done.state, "three times" in done.words) == (ImportState.READY, True)


def test_a_discarded_import_is_neither_read_nor_applied(owner: Membership) -> None:
    file = upload(owner, as_csv(GOOD))
    discard_import(import_id=file.pk, by=owner, now=timezone.now())
    done = worked(file)
    assert (done.state, done.rows.count()) == (ImportState.DISCARDED, 0)
    for verb in (ask_to_apply, read_again, discard_import):
        with pytest.raises(ImportRefused):
            verb(import_id=file.pk, by=owner, now=timezone.now())


def test_only_columns_of_the_file_are_written(owner: Membership, battery: Asset) -> None:
    file = renaming(owner)
    row = file.rows.get()
    assert set(row.values) == {"name"}
    assert HEADINGS[0] == "Reference"

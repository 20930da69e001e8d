"""What holds imports: their constraints, the sweep, and one worker at a time."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from assets.intake import work
from assets.intake.reading import ATTEMPTS
from assets.models import Asset, AssetImport, ImportRow, ImportState
from assets.services.imports import NotUploaded
from assets.tasks import work_on_import, work_on_waiting_imports
from portal.accounts.models import Membership
from tests.assets.sheets import GOOD, any_import, as_csv, read, upload, worked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"state": "lost"}, "asset_import_state_known"),
        ({"state": "applied", "rows_faulty": 1}, "asset_import_all_or_nothing"),
    ],
)
def test_the_database_holds_what_an_import_may_be(
    owner: Membership, columns: dict[str, Any], constraint: str
) -> None:
    file = any_import(owner.organisation)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AssetImport.objects.filter(pk=file.pk).update(**columns)


def test_the_database_holds_what_a_row_may_be(owner: Membership) -> None:
    file = any_import(owner.organisation)
    with pytest.raises(IntegrityError, match="import_row_once"), transaction.atomic():
        ImportRow.objects.create(upload=file, number=2, outcome="same")
    with pytest.raises(IntegrityError, match="import_row_outcome_known"), transaction.atomic():
        ImportRow.objects.create(upload=file, number=3, outcome="maybe")


def test_a_lost_message_is_found_by_the_sweep(owner: Membership, stranger: Membership) -> None:
    files = [upload(owner, as_csv(GOOD)), upload(stranger, as_csv(GOOD))]
    work_on_waiting_imports()
    assert {AssetImport.objects.get(pk=file.pk).state for file in files} == {ImportState.READY}


def test_an_import_that_is_gone_or_over_rings_for_nothing(owner: Membership) -> None:
    file = any_import(owner.organisation)
    work_on_import(import_id=file.pk)
    work_on_import(import_id=0)
    file.refresh_from_db()
    assert (file.state, file.attempts) == (ImportState.READY, 1)


def test_a_second_worker_leaves_it_to_the_first(owner: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    file = upload(owner, as_csv(GOOD))

    class Taken:
        def __enter__(self) -> bool:
            return False

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr(work, "held_lock", lambda name: Taken())
    assert worked(file).state == ImportState.WAITING


def test_a_reading_that_broke_off_begins_again_without_its_rows(owner: Membership) -> None:
    file = read(owner, as_csv(GOOD))
    AssetImport.objects.update(state=ImportState.READING)
    again = worked(file)
    assert (again.state, again.rows.count(), again.attempts) == (ImportState.READY, 1, 2)


def test_a_reading_that_breaks_off_three_times_is_refused(owner: Membership) -> None:
    file = upload(owner, as_csv(GOOD))
    AssetImport.objects.update(state=ImportState.READING, attempts=ATTEMPTS)
    done = worked(file)
    assert (done.state, "three times" in done.words) == (ImportState.REFUSED, True)


def test_a_stored_file_that_is_gone_is_told(owner: Membership, owner_client: Client) -> None:
    file = upload(owner, as_csv(GOOD))
    file.content.storage.delete(file.content.name)
    assert "Upload it again" in worked(file).words
    assert owner_client.get(reverse("assets:import-original", args=[file.pk])).status_code == 404
    assert owner_client.get(reverse("assets:import-faults", args=[file.pk])).status_code == 404


def test_a_file_over_the_limit_is_not_taken(owner: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.services.imports.MOST_BYTES", 10)
    with pytest.raises(NotUploaded, match="larger than 30 MB"):
        upload(owner, as_csv(GOOD))
    assert not Asset.objects.exists()


def test_a_file_keeps_its_name_but_is_stored_under_none_that_anybody_chose(owner: Membership) -> None:
    file = upload(owner, as_csv(GOOD), "../../etc/passwd\n.csv")
    assert file.name == "passwd.csv"
    assert "passwd" not in file.content.name
    assert file.content.name.endswith(".bin")

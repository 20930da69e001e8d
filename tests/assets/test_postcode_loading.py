"""Postcode tables: loaded whole or not at all, and who moved with them."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from assets.intake import postcode_files, postcode_loading
from assets.models import Asset, PostcodePosition, PostcodeTable, TableState
from assets.services.postcodes import NotUploadedError, upload_postcode_table
from assets.tasks import load_postcode_tables
from portal.accounts.models import Membership, User
from portal.audit.models import Event
from tests.assets.postcode_tables import CODE_POINT, DIRECTORY, code_point_zip, zipped
from tests.factories.assets import AssetFactory
from tests.support.fixtures import SignIn

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MUSSELBURGH = "EH21 6AA"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture
def operator(owner: Membership) -> User:
    user = owner.user
    user.is_staff = user.is_superuser = True
    user.save()
    return user


def loaded(content: bytes | str, name: str = "table.csv", **fields: Any) -> PostcodeTable:
    """A table uploaded and loaded as the background does it."""
    data = content.encode() if isinstance(content, str) else content
    table = PostcodeTable(name=name, size=len(data), **fields)
    table.content.save(name, ContentFile(data), save=True)
    load_postcode_tables()
    table.refresh_from_db()
    return table


def places() -> dict[str, tuple[float, float]]:
    rows = PostcodePosition.objects.values_list("postcode", "longitude", "latitude")
    return {postcode: (longitude, latitude) for postcode, longitude, latitude in rows}


@pytest.mark.django_db
def test_the_directory_is_loaded_with_its_counts() -> None:
    table = loaded(DIRECTORY)
    assert table.state == TableState.LOADED, table.words
    assert places() == {
        MUSSELBURGH: (-3.057, 55.941),
        "BT1 1AA": (-5.927, 54.602),
        "AB1 0AA": (-2.242851, 57.101474),
    }
    assert (table.kind, table.rows_read, table.rows_unplaced, table.postcodes) == ("ons_directory", 4, 1, 3)
    assert (table.progress, table.content.name) == (100, "")


@pytest.mark.django_db
def test_code_point_open_is_loaded_from_its_zip_without_the_papers() -> None:
    table = loaded(code_point_zip(), "codepo_gb.zip")
    assert table.state == TableState.LOADED, table.words
    assert set(places()) == {MUSSELBURGH, "EH21 6AB", "AB10 1AB"}
    assert (table.kind, table.rows_read, table.rows_unplaced) == ("code_point_open", 4, 1)


@pytest.mark.django_db
def test_the_directorys_zip_is_read_once_though_it_holds_everything_twice() -> None:
    packed = zipped({"Data/ONSPD_UK.csv": DIRECTORY, "Data/multi_csv/ONSPD_UK_EH.csv": DIRECTORY})
    assert loaded(packed, "onspd.zip").rows_read == 4


@pytest.mark.django_db
def test_a_new_table_replaces_the_old_one_and_only_what_moved_is_counted() -> None:
    loaded(DIRECTORY)
    table = loaded(DIRECTORY.replace("55.941000", "55.942000").replace("BT1 1AA", "BT1 1AB"))
    assert set(places()) == {MUSSELBURGH, "BT1 1AB", "AB1 0AA"}
    assert places()[MUSSELBURGH] == (-3.057, 55.942)
    # One moved, one is gone, one is new.
    assert table.postcodes_moved == 3
    assert (
        loaded(DIRECTORY.replace("55.941000", "55.942000").replace("BT1 1AA", "BT1 1AB")).postcodes_moved == 0
    )


@pytest.mark.django_db
def test_a_file_of_one_area_may_leave_the_others_as_they_are() -> None:
    loaded(DIRECTORY)
    loaded(CODE_POINT, keeps_others=True)
    assert set(places()) == {MUSSELBURGH, "EH21 6AB", "BT1 1AA", "AB1 0AA"}


@pytest.mark.django_db
def test_a_file_that_would_lose_more_than_half_of_the_table_is_refused() -> None:
    loaded(DIRECTORY)
    table = loaded(CODE_POINT.splitlines()[0])
    assert table.state == TableState.REFUSED
    assert "keep the postcodes that it does not name" in table.words
    assert len(places()) == 3


@pytest.mark.django_db
def test_a_postcode_twice_in_a_file_stands_once() -> None:
    assert loaded(CODE_POINT + CODE_POINT).postcodes == 2


@pytest.mark.django_db
def test_assets_that_moved_with_their_postcode_are_judged_again_and_no_others() -> None:
    moving = AssetFactory.create(postcode=MUSSELBURGH, longitude=None, latitude=None)
    AssetFactory.create(organisation=moving.organisation, postcode=MUSSELBURGH)
    AssetFactory.create(postcode="ZE1 0AA", longitude=None, latitude=None)
    before = {asset.pk: asset.modified_at for asset in Asset.objects.all()}
    table = loaded(DIRECTORY)
    changed = {asset.pk for asset in Asset.objects.all() if asset.modified_at != before[asset.pk]}
    assert (changed, table.assets_moved) == ({moving.pk}, 1)
    located = Asset.objects.located().get(pk=moving.pk)
    assert (located.at_longitude, located.at_latitude) == (-3.057, 55.941)
    said = Event.objects.filter(kind="postcode-table.loaded").values_list("organisation_id", "after")
    assert dict(said) == {
        None: {"postcodes": 3, "moved": 3, "assets": 1},
        moving.organisation_id: {"assets": 1},
    }
    assert loaded(DIRECTORY).assets_moved == 0


def damaged() -> bytes:
    """A zip with a few bytes of its table written over."""
    whole = code_point_zip()
    at = whole.index(b"eh.csv") + 30
    return whole[:at] + b"????????" + whole[at + 8 :]


HUGE = "x" * (postcode_files.LONGEST_LINE + 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "ref,name\n1,2\n", "This is no postcode table."),
        ("a.csv", b"\x89PNG\0\0\0", "This is no text."),
        ("a.csv", HUGE, "longer than 20,000 signs"),
        ("a.csv", "\n", "This is no postcode table."),
        (
            "a.csv",
            "pcds,lat,long\nrubbish,1,2\nEH21 6AA,55.9,-3\n",
            "1 of 2 rows make no sense. The first: rubbish,1,2",
        ),
        ("a.csv", "pcds,lat,long\nEH21 6AA,99.999999,0\n", "No row of the file says where a postcode is."),
        ("a.zip", zipped({"readme.txt": "hello"}), "The zip holds no CSV."),
        ("a.zip", zipped({"a.csv": "0" * 3_000_000}), "unpacks to far more than a table would"),
        ("a.zip", zipped({f"{n}.csv": "" for n in range(5_001)}), "The zip holds 5,001 files"),
        ("a.zip", damaged(), "The zip file is damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 60 else "",
)
def test_a_file_that_is_no_table_is_refused_in_words_and_changes_nothing(
    name: str, content: bytes | str, words: str
) -> None:
    loaded(DIRECTORY)
    before = places()
    table = loaded(content, name)
    assert table.state == TableState.REFUSED
    assert words in table.words
    assert (places(), table.content.name) == (before, "")
    assert Event.objects.filter(kind="postcode-table.refused").count() == 1


@pytest.mark.parametrize(("declared", "flags", "words"), [(2_000_000_000, 0, "2.0 GB"), (10, 1, "password")])
def test_a_zip_is_judged_by_its_directory_before_anything_is_unpacked(
    declared: int, flags: int, words: str
) -> None:
    member = zipfile.ZipInfo("Data/CSV/eh.csv")
    member.file_size, member.compress_size, member.flag_bits = declared, declared, flags
    with pytest.raises(postcode_files.NotATable, match=words):
        postcode_files.chosen([member])


@pytest.mark.django_db
def test_a_loading_that_broke_off_begins_again_and_leaves_the_old_table_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded(DIRECTORY)
    before = places()

    def broken(**_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(postcode_loading, "swap", broken)
        with pytest.raises(KeyboardInterrupt):
            loaded(code_point_zip(), "codepo_gb.zip")
    table = PostcodeTable.objects.latest("pk")
    assert (table.state, places()) == (TableState.LOADING, before)
    load_postcode_tables()
    table.refresh_from_db()
    assert (table.state, table.attempts, table.rows_read) == (TableState.LOADED, 2, 4)


@pytest.mark.django_db
def test_a_loading_that_broke_off_three_times_is_given_up() -> None:
    table = loaded(DIRECTORY, attempts=3)
    assert (table.state, table.words[:25]) == (TableState.REFUSED, "Loading it broke off thre")


@pytest.mark.django_db
def test_a_file_that_is_gone_and_a_command_that_was_killed_are_said() -> None:
    gone = PostcodeTable.objects.create(name="gone.csv", content="postcodes/gone.csv")
    killed = PostcodeTable.objects.create(name="killed.csv", state=TableState.LOADING)
    load_postcode_tables()
    words = dict(PostcodeTable.objects.values_list("pk", "words"))
    assert words == {
        gone.pk: "The stored file is gone. Upload it again.",
        killed.pk: "The command that loaded it broke off. Run it again.",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "lost"}, "postcode_table_state_known"),
        ({"state": "refused"}, "postcode_table_refused_with_reason"),
    ],
)
def test_the_database_holds_a_tables_state_to_its_meaning(fields: dict[str, str], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        PostcodeTable.objects.create(name="a.csv", **fields)


@pytest.mark.django_db
def test_the_command_loads_a_file_from_its_path_and_says_what_became_of_it(tmp_path: Path) -> None:
    path, said = tmp_path / "onspd.csv", io.StringIO()
    path.write_text(DIRECTORY)
    call_command("load_postcodes", path, stdout=said)
    assert "4 rows read, 1 without a place, 0 unreadable. The table has 3 postcodes" in said.getvalue()
    path.write_text("ref,name\n")
    with pytest.raises(CommandError, match="no postcode table"):
        call_command("load_postcodes", path)
    with pytest.raises(CommandError, match="There is no file"):
        call_command("load_postcodes", tmp_path / "absent.csv")
    assert len(places()) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('assets_postcodestage')")
        assert cursor.fetchone() == (None,)


def test_an_operator_uploads_a_table_in_the_admin_site(
    operator: User, owner: Membership, sign_in: SignIn
) -> None:
    client, url = sign_in(owner), reverse("admin:assets_postcodetable_add")
    refused = client.post(url, {"content": SimpleUploadedFile("table.xlsx", b"x")})
    assert "Choose a CSV, or a zip of CSVs" in refused.content.decode()
    assert not PostcodeTable.objects.exists()
    answer = client.post(url, {"content": SimpleUploadedFile("onspd.csv", DIRECTORY.encode())})
    assert answer.status_code == 302
    table = PostcodeTable.objects.get()
    assert (table.asked_by, table.state, table.name) == (operator, TableState.WAITING, "onspd.csv")
    load_postcode_tables()
    shown = client.get(reverse("admin:assets_postcodetable_change", args=[table.pk])).content.decode()
    assert "ONS Postcode Directory" in shown
    assert Event.objects.get(kind="postcode-table.uploaded").actor == operator


def test_whoever_is_no_operator_uploads_nothing(owner_client: Client) -> None:
    answer = owner_client.get(reverse("admin:assets_postcodetable_add"))
    assert answer.status_code == 302
    assert "login" in answer["Location"] or "sign-in" in answer["Location"]


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [("a.csv", 0, "empty"), ("a.zip", 250_000_001, "larger than 250 MB"), ("a.xls", 10, "Choose a CSV")],
)
def test_an_upload_that_cannot_be_a_table_is_not_stored(
    operator: User, name: str, size: int, words: str
) -> None:
    content = ContentFile(b"", name=name)
    content.size = size
    with pytest.raises(NotUploadedError, match=words):
        upload_postcode_table(content=content, name=name, keeps_others=False, by=operator, now=NOW)
    assert not PostcodeTable.objects.exists()


@pytest.mark.django_db
def test_a_table_is_loaded_while_another_waits_its_turn() -> None:
    first = PostcodeTable(name="first.csv", created_at=NOW - timedelta(days=1))
    first.content.save("first.csv", ContentFile(DIRECTORY.encode()), save=True)
    loaded(CODE_POINT, keeps_others=True)
    assert {table.state for table in PostcodeTable.objects.all()} == {TableState.LOADED}
    assert len(places()) == 4

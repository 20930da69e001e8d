"""Meter data files as people upload them: read whole or refused whole, in order, once."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.accounts.models import Membership, Organisation
from portal.audit.models import Event
from portal.piclo import locks
from settlement import intake, tasks
from settlement.intake import read_waiting
from settlement.models import FileState, Meter, MeterFile, MeterReading
from settlement.rules.conventions import Convention, Sign, Stamp, Unit, Zone
from settlement.rules.tables import MAX_BYTES
from settlement.services.meter_files import NotUploaded, upload_meter_file
from tests.factories.settlement import (
    EVENT_START,
    FLEXIBLE_POWER,
    MPAN,
    NOW,
    half_hours,
    lines,
    make_site,
    upload,
)
from tests.settlement.files import read

pytestmark = pytest.mark.django_db
LONDON_START_IMPORT_KW = Convention(Zone.LONDON, Stamp.START, Sign.IMPORT, Unit.KW)


@pytest.fixture(autouse=True)
def site(organisation: Organisation) -> Any:
    return make_site(organisation)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def stored() -> list[tuple[str, str, Decimal]]:
    rows = MeterReading.objects.order_by("meter__ident", "start_at").select_related("meter")
    return [(row.meter.ident, f"{row.start_at:%Y-%m-%dT%H:%M}", row.kwh) for row in rows]


def test_an_upload_is_a_waiting_row_with_its_convention_before_anything_is_read(
    owner: Membership,
    rung: list[tuple[str, dict[str, Any]]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file = upload(owner, lines(*half_hours(MPAN, EVENT_START, "12.5")))
    assert (file.state, file.convention, file.uploaded_by) == (FileState.WAITING, FLEXIBLE_POWER, owner.user)
    assert rung == [("settlement.tasks.read_file", {"file_id": file.pk})]
    assert stored() == []
    event = Event.objects.get(kind="meter-file.uploaded")
    assert event.actor == owner.user
    assert event.after["convention"] == "UTC, half-hour ending, export positive, kWh"


def test_a_file_is_kept_outside_the_web_root_under_a_name_nobody_chose(
    owner: Membership, files_of_the_test: Path
) -> None:
    file = upload(owner, lines(), name="../../etc/passwd")
    assert Path(file.content.path).parent == files_of_the_test / "meter-files" / str(owner.organisation_id)
    assert "passwd" not in file.content.name


@pytest.mark.parametrize(("data", "words"), [(b"", "empty"), (b"x" * (MAX_BYTES + 1), "larger than 50 MB")])
def test_an_empty_or_a_huge_file_is_not_taken(owner: Membership, data: bytes, words: str) -> None:
    with pytest.raises(NotUploaded, match=words):
        upload_meter_file(
            content=ContentFile(data), name="x.csv", convention=FLEXIBLE_POWER, by=owner, now=NOW
        )
    assert not MeterFile.objects.exists()


def test_readings_are_stored_in_utc_from_their_start(owner: Membership) -> None:
    file = read(upload(owner, lines(*half_hours(MPAN, EVENT_START, "12.5", "-3"))))
    assert file.state == FileState.READ
    assert stored() == [
        (MPAN, "2026-07-01T16:00", Decimal("12.5")),
        (MPAN, "2026-07-01T16:30", Decimal("-3")),
    ]
    assert (file.rows_read, file.rows_new, file.rows_changed, file.rows_unchanged) == (2, 2, 0, 0)
    assert (file.first_at, file.last_at) == (EVENT_START, EVENT_START + timedelta(hours=1))
    assert (file.meters, file.progress) == (1, 100)
    assert Event.objects.get(kind="meter-file.read").after == {"new": 2, "changed": 0, "unchanged": 0}


def test_another_convention_gives_the_same_half_hour(owner: Membership) -> None:
    text = "asset;start;kw\nbat-9;01/07/2026 17:00;500\n".encode("cp1252")
    make_site(owner.organisation, "", ref="BAT-9")
    read(upload(owner, text, convention=LONDON_START_IMPORT_KW))
    assert stored() == [("BAT-9", "2026-07-01T16:00", Decimal(-250))]


def test_the_same_file_again_changes_nothing_and_says_so(owner: Membership) -> None:
    text = lines(*half_hours(MPAN, EVENT_START, "12.5", "-3"))
    read(upload(owner, text))
    before = list(MeterReading.objects.values_list("pk", "file_id"))
    again = read(upload(owner, text))
    assert again.changed_nothing
    assert (again.rows_new, again.rows_changed, again.rows_unchanged) == (0, 0, 2)
    assert list(MeterReading.objects.values_list("pk", "file_id")) == before


def test_a_later_file_corrects_only_what_differs(owner: Membership) -> None:
    read(upload(owner, lines(*half_hours(MPAN, EVENT_START, "1", "2"))))
    later = read(upload(owner, lines(*half_hours(MPAN, EVENT_START, "1", "7", "3"))))
    assert (later.rows_new, later.rows_changed, later.rows_unchanged) == (1, 1, 1)
    assert [kwh for _, _, kwh in stored()] == [1, 7, 3]
    assert set(later.readings.values_list("kwh", flat=True)) == {Decimal(7), Decimal(3)}


def test_waiting_files_are_read_in_the_order_of_their_upload(owner: Membership) -> None:
    upload(owner, lines(*half_hours(MPAN, EVENT_START, "1")))
    upload(owner, lines(*half_hours(MPAN, EVENT_START, "2")))
    assert read_waiting(owner.organisation_id) == 2
    assert [kwh for _, _, kwh in stored()] == [2]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("mpan,period_end_utc,kwh\n", 1, "a heading but no readings"),
        ("a,b\n1,2\n", 1, "must name the columns"),
        ("mpan,period_start,kwh\n1,2,3\n", 1, "said to be in the end of the half-hour"),
        (lines(("999", "2026-07-01T16:30Z", "1")), 2, "neither an MPAN nor a reference"),
        (lines((MPAN, "2026-07-10T09:30Z", "1")), 2, "not over yet"),
        (b"PK\x03\x04\x00", 1, "not a text file"),
    ],
)
def test_a_faulty_file_is_refused_with_line_and_words(
    owner: Membership, text: str | bytes, line: int, words: str
) -> None:
    file = read(upload(owner, text))
    assert (file.state, file.fault_count) == (FileState.REFUSED, 1)
    fault = file.faults.get()
    assert fault.line == line
    assert words in fault.words
    assert Event.objects.get(kind="meter-file.refused").after["first"] == fault.words


def test_one_fault_keeps_the_whole_file_out(owner: Membership) -> None:
    rows = half_hours(MPAN, EVENT_START, "1", "2", "3")
    file = read(upload(owner, lines(*rows, (MPAN, "2026-07-01T16:10Z", "4"))))
    assert file.state == FileState.REFUSED
    assert stored() == []
    assert not Meter.objects.exists()


def test_another_organisations_meter_is_unknown(owner: Membership, stranger: Membership) -> None:
    make_site(stranger.organisation, "77")
    file = read(upload(owner, lines(("77", "2026-07-01T16:30Z", "1"))))
    assert file.state == FileState.REFUSED


def test_an_asset_under_mpan_and_reference_in_one_file_would_count_twice(
    owner: Membership, site: Any
) -> None:
    file = read(
        upload(owner, lines(*half_hours(MPAN, EVENT_START, "1"), *half_hours(site.ref, EVENT_START, "1")))
    )
    assert file.state == FileState.REFUSED
    assert sorted(file.faults.values_list("line", flat=True)) == [2, 3]
    assert all("would count twice" in fault.words for fault in file.faults.all())


def test_an_asset_once_metered_by_mpan_is_not_also_metered_by_reference(owner: Membership, site: Any) -> None:
    read(upload(owner, lines(*half_hours(MPAN, EVENT_START, "1"))))
    file = read(upload(owner, lines(*half_hours(site.ref, EVENT_START, "1"))))
    assert "would count twice" in file.faults.get().words


def test_a_lost_file_is_refused_and_does_not_stop_the_queue(owner: Membership) -> None:
    lost = upload(owner, lines(*half_hours(MPAN, EVENT_START, "1")))
    lost.content.storage.delete(lost.content.name)
    good = upload(owner, lines(*half_hours(MPAN, EVENT_START, "2")))
    read_waiting(owner.organisation_id)
    lost.refresh_from_db()
    assert (lost.state, read(good).state) == (FileState.REFUSED, FileState.READ)
    assert "gone" in lost.faults.get().words


def test_a_reading_that_broke_off_begins_again(owner: Membership) -> None:
    file = upload(owner, lines(*half_hours(MPAN, EVENT_START, "1")))
    MeterFile.objects.filter(pk=file.pk).update(state=FileState.READING, attempts=1, progress=40)
    tasks.read_waiting_files()
    file.refresh_from_db()
    assert (file.state, file.rows_new) == (FileState.READ, 1)


def test_a_file_that_broke_off_three_times_is_refused(owner: Membership) -> None:
    file = upload(owner, lines(*half_hours(MPAN, EVENT_START, "1")))
    MeterFile.objects.filter(pk=file.pk).update(state=FileState.READING, attempts=3)
    assert "broke off three times" in read(file).faults.get().words


def test_a_crash_while_storing_leaves_nothing_behind(
    owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = upload(owner, lines(*half_hours(MPAN, EVENT_START, "1", "2", "3")))
    real, calls = intake.upsert_changed, []

    def break_off(*args: Any, **kwargs: Any) -> Any:
        if calls:
            raise MemoryError
        calls.append(1)
        return real(*args, **kwargs)

    monkeypatch.setattr(intake, "BATCH", 2)
    monkeypatch.setattr(intake, "upsert_changed", break_off)
    with pytest.raises(MemoryError):
        read_waiting(owner.organisation_id)
    assert stored() == []
    monkeypatch.setattr(intake, "upsert_changed", real)
    assert read(file).rows_new == 3


def test_many_batches_are_one_file(owner: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH", 2)
    file = read(upload(owner, lines(*half_hours(MPAN, EVENT_START, "1", "2", "3", "4", "5"))))
    assert (file.rows_new, len(stored())) == (5, 5)


def test_while_somebody_reads_nobody_else_does(owner: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    file = upload(owner, lines(*half_hours(MPAN, EVENT_START, "1")))
    # A second connection, as a second worker has one.
    other = connection.copy()
    monkeypatch.setattr(locks, "connection", other)
    with locks.held_lock(f"meter-files-{owner.organisation_id}") as held:
        monkeypatch.setattr(locks, "connection", connection)
        assert held
        assert read_waiting(owner.organisation_id) == 0
        monkeypatch.setattr(locks, "connection", other)
    other.close()
    monkeypatch.setattr(locks, "connection", connection)
    assert read(file).state == FileState.READ


def test_the_task_reads_and_asks_for_reports(
    owner: Membership,
    rung: list[tuple[str, dict[str, Any]]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    file = upload(owner, lines(*half_hours(MPAN, EVENT_START, "1")))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.read_file(file_id=file.pk)
        tasks.read_file(file_id=file.pk)
        tasks.read_file(file_id=0)
    file.refresh_from_db()
    assert file.state == FileState.READ
    assert rung == [("settlement.tasks.make_due_reports", {})]

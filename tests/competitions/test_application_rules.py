"""The form's rules, the reminders and what files are taken: tables and properties."""

import io
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.rules.applications import (
    BY_CODE,
    SECTIONS,
    Kind,
    as_sent,
    carried_over,
    digest_of,
    documents_asked,
    faults_of,
    missing_documents,
    missing_in,
    pounds,
)
from competitions.rules.documents import (
    MAX_BYTES,
    REMINDERS,
    DocumentKind,
    Unfit,
    reminder_due,
    type_of,
)
from competitions.rules.sendings import LONGEST_PAUSE, has_arrived, pause_after, status_from_piclo
from tests.factories.applications import JPEG, PDF, PNG, WHOLE, archive

TODAY = date(2026, 11, 25)
INSURED, PROFILE, STATUS = (
    BY_CODE[code] for code in ("audit_insurance_legal", "organisation_profile", "organisation_status")
)


def test_every_question_of_every_section_has_a_name_of_its_own() -> None:
    names = [name for section in SECTIONS for name in section.names]
    assert len(names) == len(set(names))
    assert [section.code for section in SECTIONS] == list(WHOLE)


@pytest.mark.parametrize(
    ("code", "question", "answer", "words"),
    [
        ("audit_insurance_legal", "public_liability_until", "2026-11-25", ""),
        ("audit_insurance_legal", "public_liability_until", "2026-11-24", "run out"),
        ("audit_insurance_legal", "accounts_to", "2026-11-25", ""),
        ("audit_insurance_legal", "accounts_to", "2026-11-26", "still to come"),
        ("audit_insurance_legal", "accounts_to", "31/10/2026", "Write a date"),
        ("audit_insurance_legal", "public_liability", "£5,000,000", ""),
        ("audit_insurance_legal", "public_liability", "five million", "sum in pounds"),
        ("organisation_status", "legal_form", "a_band", "Choose one"),
        ("organisation_profile", "contact_email", "ailsa", "e-mail"),
        ("organisation_profile", "contact_email", "a b@c", "e-mail"),
        ("organisation_profile", "registered_name", "x" * 2_001, "at most"),
    ],
)
def test_a_wrong_answer_is_told_in_words(code: str, question: str, answer: str, words: str) -> None:
    fault = faults_of(BY_CODE[code], {question: answer}, TODAY).get(question, "")
    assert words in fault
    assert bool(fault) == bool(words)


def test_what_is_missing_is_named_by_the_questions_words() -> None:
    assert all(not missing_in(section, WHOLE[section.code], TODAY) for section in SECTIONS)
    assert missing_in(PROFILE, {}, TODAY) == [
        question.label for question in PROFILE.questions if question.required
    ]
    yes = {**WHOLE["organisation_status"], "insolvent": "yes"}
    assert missing_in(STATUS, yes, TODAY) == ["What the proceedings are"]
    assert missing_in(STATUS, {**yes, "insolvent_details": "A winding-up petition."}, TODAY) == []


def test_an_answer_that_has_become_wrong_with_time_is_missing_again() -> None:
    [said] = missing_in(
        INSURED, WHOLE["audit_insurance_legal"] | {"employers_liability_until": "2026-11-24"}, TODAY
    )
    assert "run out" in said


def test_the_declaration_is_made_anew_for_every_operator() -> None:
    assert set(carried_over(WHOLE)) == set(WHOLE) - {"declaration"}


def test_answers_to_questions_that_are_no_longer_asked_stay_at_home() -> None:
    answers = {**WHOLE, "organisation_status": {**WHOLE["organisation_status"], "insolvent_details": "Old."}}
    assert "insolvent_details" not in as_sent(answers)["organisation_status"]


@given(st.permutations(sorted(WHOLE)))
def test_the_digest_does_not_depend_on_the_order_of_keys(order: list[str]) -> None:
    assert digest_of({code: WHOLE[code] for code in order}) == digest_of(WHOLE)


@given(st.decimals(0, 10**11, places=2))
def test_a_sum_is_read_as_it_is_written(value: Decimal) -> None:
    assert pounds(f"£{value:,.2f}") == value


@pytest.mark.parametrize("text", ["-1", "NaN", "Infinity", "", "1e13"])
def test_what_is_no_sum_is_none(text: str) -> None:
    assert pounds(text) is None


def test_some_operators_want_more_documents() -> None:
    assert DocumentKind.VENDOR_FORM in documents_asked("SP Energy Networks")
    assert DocumentKind.VENDOR_FORM not in documents_asked("Pennine Electricity")
    have = [("insurance", TODAY - timedelta(days=1)), ("accounts", None), ("agreement", TODAY)]
    assert missing_documents(have, "Pennine Electricity", TODAY) == [DocumentKind.INSURANCE]


@pytest.mark.parametrize(
    ("left", "told", "due"),
    [
        (61, set(), None),
        (60, set(), 60),
        (60, {60}, None),
        (31, {60}, None),
        (30, {60}, 30),
        (20, set(), 30),
        (7, {60, 30}, 7),
        (1, {60, 30, 7}, None),
        (0, {60, 30, 7}, 0),
        (-3, {60, 30, 7}, 0),
        (-3, {0}, None),
        (45, {30}, None),
    ],
)
def test_a_reminder_is_due_once_and_a_late_document_gets_the_latest(
    left: int, told: set[int], due: int | None
) -> None:
    assert reminder_due(left, told) == due


@given(st.lists(st.integers(-5, 90), min_size=1, max_size=30).map(lambda days: sorted(days, reverse=True)))
def test_however_the_portal_stood_still_no_step_comes_twice(days: list[int]) -> None:
    told: list[int] = []
    for left in days:
        if (step := reminder_due(left, set(told))) is not None:
            told.append(step)
    assert len(told) == len(set(told)) <= len(REMINDERS)
    assert told == sorted(told, reverse=True)
    assert (0 in told) == (days[-1] <= 0)


DOCX = archive(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": b"<w/>"})
XLSX = archive(**{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "a.pdf", "PDF"),
        (PNG, "A.PNG", "PNG"),
        (JPEG, "a.jpeg", "JPEG"),
        (DOCX, "a.docx", "Word document"),
        (XLSX, "a.xlsx", "Excel workbook"),
        (archive(**{"one.pdf": PDF}), "a.zip", "ZIP archive"),
    ],
)
def test_a_file_is_told_by_its_content(content: bytes, name: str, kind: str) -> None:
    file = io.BytesIO(content)
    assert type_of(file, name, len(content)).name == kind
    assert file.tell() == 0


def lying_archive() -> bytes:
    """Ten files of 40 MB of nothing each, packed to a few hundred kilobytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(10):
            made.writestr(f"{number}.txt", b"\0" * 40_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "empty"),
        (b"MZ\x90\0", "a.pdf", "not a file of a kind"),
        (b"<html>", "a.pdf", "not a file of a kind"),
        (PNG, "a.pdf", "This is a PNG, but its name ends in “.pdf”"),
        (PDF, "a", "This is a PDF"),
        (b"PK\x03\x04 and nothing", "a.zip", "damaged"),
        (archive(), "a.zip", "empty"),
        (archive(**{"inner.zip": b"PK"}), "a.zip", "other archives"),
        (archive(**{str(n): b"" for n in range(1_001)}), "a.zip", "more than 1,000"),
        (lying_archive(), "a.zip", "unpack to far more"),
        (
            archive(**{"[Content_Types].xml": b"", "xl__vbaProject.bin": b""}),
            "a.xlsx",
            "macros",
        ),
        (archive(**{"[Content_Types].xml": b"", "ppt__slide.xml": b""}), "a.docx", "not a file of a kind"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused_in_words(content: bytes, name: str, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        type_of(io.BytesIO(content), name, len(content))


def test_a_file_of_twenty_megabytes_is_taken_and_a_byte_more_is_not() -> None:
    assert type_of(io.BytesIO(PDF), "a.pdf", MAX_BYTES).name == "PDF"
    with pytest.raises(Unfit, match="larger than 20 MB"):
        type_of(io.BytesIO(PDF), "a.pdf", MAX_BYTES + 1)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_break_the_check(content: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"PK\x05\x06"):
        with suppress(Unfit):
            type_of(io.BytesIO(head + content), "a.zip", len(head + content))


AT, LATER = datetime(2026, 11, 25, 9, tzinfo=UTC), datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tried", "theirs", "known", "arrived"),
    [
        (False, AT, None, False),
        (True, None, None, False),
        (True, AT, None, True),
        (True, AT, AT, False),
        (True, LATER, AT, True),
    ],
)
def test_whether_a_sending_arrived_is_told_by_piclos_instant(
    tried: bool, theirs: datetime | None, known: datetime | None, arrived: bool
) -> None:
    assert has_arrived(tried=tried, theirs=theirs, known=known) is arrived


def test_pauses_double_and_respect_what_piclo_asks_for() -> None:
    assert [pause_after(n).total_seconds() for n in (1, 2, 3)] == [15, 30, 60]
    assert pause_after(99) == LONGEST_PAUSE
    assert pause_after(1, 4_000).total_seconds() == 4_000


@pytest.mark.parametrize(
    ("word", "standing", "read"),
    [("Approved", "pending", "approved"), ("under_review", "pending", "pending"), ("?", "", "pending")],
)
def test_piclos_words_for_a_status(word: str, standing: str, read: str) -> None:
    assert status_from_piclo(word, standing) == read


def test_every_kind_of_question_is_in_use() -> None:
    assert {question.kind for section in SECTIONS for question in section.questions} == set(Kind)

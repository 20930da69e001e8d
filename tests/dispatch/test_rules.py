"""Answers, states and worth, as tables."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dispatch.models import Instruction
from dispatch.rules.answers import (
    CHANGED,
    Standing,
    after_reading_back,
    after_version,
    from_result,
    why_no_reason,
    why_not_answerable,
)
from dispatch.rules.states import Facts, state_at
from dispatch.rules.terms import Terms, plain
from dispatch.rules.words import AnswerState
from dispatch.rules.worth import share_left, worth_of
from portal.core.periods import Period

NOW = datetime(2026, 11, 23, 15, 41, tzinfo=UTC)
SOON, PAST = NOW + timedelta(minutes=19), NOW - timedelta(seconds=1)
S = AnswerState


def standing(
    state: str = "none", answer: str = "", status: str = "pending", due: datetime | None = SOON
) -> Standing:
    return Standing(status=status, respond_by=due, answer=answer, answer_state=state, answered_terms="T")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (standing(), ""),
        (standing(due=None), ""),
        (standing("refused", "accept"), ""),
        (standing(due=NOW), "due by 15:41"),
        (standing(due=PAST), "due by 15:40"),
        (standing(status="expired"), "expired"),
        (standing(status="accepted"), "accepted"),
        (standing("waiting", "accept"), "accepted by Ann already"),
        (standing("unconfirmed", "reject"), "rejected by Ann already"),
        (standing("taken", "accept", "accepted"), "accepted by Ann already"),
    ],
)
def test_an_instruction_is_answered_once_and_in_time(facts: Standing, words: str) -> None:
    said = why_not_answerable(facts, NOW, by="Ann")
    assert words in said if words else said == ""


@pytest.mark.parametrize(
    ("answer", "reason", "fine"),
    [
        ("accept", "", True),
        ("reject", "", False),
        ("reject", "  ", False),
        ("reject", "Fault", True),
        ("accept", "x" * 501, False),
    ],
)
def test_a_rejection_wants_a_reason(answer: str, reason: str, fine: bool) -> None:
    assert (why_no_reason(answer, reason) == "") is fine


@pytest.mark.parametrize(
    ("facts", "status", "terms", "state"),
    [
        (standing(), "accepted", "T", None),
        (standing("sending", "accept"), "pending", "U", None),
        (standing("waiting", "accept"), "pending", "T", None),
        (standing("waiting", "accept"), "pending", "U", S.REFUSED),
        (standing("waiting", "accept"), "accepted", "T", S.TAKEN),
        (standing("waiting", "accept"), "expired", "T", S.REFUSED),
        (standing("waiting", "accept"), "stopped", "T", S.TAKEN),
        (standing("waiting", "reject"), "stopped", "T", S.REFUSED),
        (standing("waiting", "accept"), "in_arbitration", "T", None),
        (standing("unconfirmed", "accept"), "pending", "U", None),
        (standing("unconfirmed", "accept"), "accepted", "T", S.TAKEN),
        (standing("unconfirmed", "accept"), "rejected", "T", S.REFUSED),
        (standing("taken", "accept"), "accepted", "U", None),
        (standing("taken", "accept"), "pending", "U", S.REFUSED),
        (standing("taken", "accept"), "pending", "T", S.UNCONFIRMED),
        (standing("refused", "accept"), "expired", "T", None),
        (standing("refused", "accept"), "accepted", "T", S.TAKEN),
    ],
)
def test_a_newer_version_does_to_an_answer_what_it_must(
    facts: Standing, status: str, terms: str, state: AnswerState | None
) -> None:
    outcome = after_version(facts, status=status, terms=terms)
    assert (outcome.state if outcome else None) == state


@pytest.mark.parametrize(
    ("facts", "terms", "state"),
    [
        (standing("unconfirmed", "accept"), "T", S.WAITING),
        (standing("unconfirmed", "accept", due=None), "T", S.WAITING),
        (standing("unconfirmed", "accept", due=PAST), "T", S.REFUSED),
        (standing("unconfirmed", "accept"), "U", S.REFUSED),
        (standing("unconfirmed", "accept", "accepted"), "T", S.TAKEN),
        (standing("unconfirmed", "reject", "rejected"), "T", S.TAKEN),
        (standing("unconfirmed", "accept", "expired"), "T", S.REFUSED),
        (standing("unconfirmed", "accept", "in_arbitration"), "T", S.UNCONFIRMED),
    ],
)
def test_an_unconfirmed_answer_is_settled_by_reading_back(
    facts: Standing, terms: str, state: AnswerState
) -> None:
    assert after_reading_back(facts, terms=terms, now=NOW).state == state


def test_an_answer_to_other_terms_is_never_sent_again() -> None:
    assert after_reading_back(standing("unconfirmed", "accept"), terms="U", now=NOW).words == CHANGED


@pytest.mark.parametrize(
    ("answer", "status", "error", "state"),
    [
        ("accept", "accepted", "", S.TAKEN),
        ("reject", "rejected", "", S.TAKEN),
        ("accept", "expired", "The answer was late.", S.REFUSED),
        ("accept", "rejected", "", S.REFUSED),
        ("accept", "pending", "", S.UNCONFIRMED),
        ("accept", "", "", S.UNCONFIRMED),
        ("accept", "noted", "", S.UNCONFIRMED),
    ],
)
def test_piclos_result_settles_an_answer(answer: str, status: str, error: str, state: AnswerState) -> None:
    assert from_result(answer, status, error).state == state


@pytest.mark.parametrize(
    ("status", "answer_state", "at", "word"),
    [
        ("pending", "none", NOW, "To answer"),
        ("pending", "none", SOON, "Lapsed"),
        ("pending", "refused", NOW, "Answer refused"),
        ("pending", "waiting", NOW, "Accepting"),
        ("pending", "sending", SOON, "Accepting"),
        ("pending", "unconfirmed", NOW, "Unconfirmed"),
        ("accepted", "taken", NOW, "Accepted"),
        ("accepted", "taken", NOW + timedelta(hours=1), "Running"),
        ("accepted", "taken", NOW + timedelta(hours=3), "Ended"),
        ("rejected", "taken", NOW, "Rejected"),
        ("expired", "none", NOW, "Expired"),
        ("stopped", "taken", NOW, "Stopped"),
        ("delivered", "taken", NOW, "Delivered"),
        ("in_arbitration", "none", NOW, "In arbitration"),
    ],
)
def test_a_state_follows_from_piclos_word_our_answer_and_the_clock(
    status: str, answer_state: str, at: datetime, word: str
) -> None:
    start = NOW + timedelta(minutes=49)
    facts = Facts(
        status=status,
        answer="accept",
        answer_state=answer_state,
        words="",
        respond_by=SOON,
        start=start,
        end=start + timedelta(hours=1, minutes=30),
        stopped_at=None,
    )
    assert state_at(facts, at).word == word


def test_the_same_megawatts_written_differently_are_the_same_terms() -> None:
    one = Terms(NOW, SOON, Decimal("0.5"), "export")
    assert one.digest == Terms(NOW, SOON, Decimal("0.500000"), "export").digest
    assert one.digest != Terms(NOW, SOON, Decimal("0.501"), "export").digest
    assert [plain(Decimal(text)) for text in ("10", "0.5", "1.23456", "0")] == [
        "10.000",
        "0.500",
        "1.23456",
        "0.000",
    ]


def test_worth_is_megawatts_times_hours_times_price() -> None:
    period = Period(NOW, NOW + timedelta(minutes=90))
    assert worth_of(Decimal("0.850"), period, Decimal("300.00")) == Decimal("382.50")
    assert worth_of(Decimal("0.850"), period, None) is None


def test_the_time_to_answer_runs_out() -> None:
    assert share_left(NOW, NOW + timedelta(hours=1), NOW + timedelta(minutes=45)) == pytest.approx(0.25)
    assert share_left(NOW, SOON, SOON + timedelta(1)) == 0
    assert share_left(None, SOON, NOW) == 0


@pytest.mark.parametrize(
    ("stopped", "lasted"),
    [(None, 60), (60, 60), (90, 60), (25, 25), (0, None), (-5, None)],
)
def test_a_delivery_lasts_until_a_stop_before_its_end(stopped: int | None, lasted: int | None) -> None:
    stop = None if stopped is None else NOW + timedelta(minutes=stopped)
    instruction = Instruction(start_at=NOW, end_at=NOW + timedelta(minutes=60), stopped_at=stop)
    assert instruction.delivery == (Period(NOW, NOW + timedelta(minutes=lasted)) if lasted else None)

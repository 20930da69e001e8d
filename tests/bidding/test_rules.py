"""Transitions, texts, money, digests and patience."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.models import BallotState
from bidding.rules.content import BallotContent, BidContent, from_plain, to_plain
from bidding.rules.expected import Foreseen, expected_gbp
from bidding.rules.rates import Rate, rates_asked
from bidding.rules.settling import Verdict, is_near, verdict_when_unfound, wait_before_try
from bidding.rules.texts import mw_text, read_decimal, read_runtime, runtime_text
from bidding.rules.transitions import IN_FLIGHT, NOT_SENT, ON_ITS_WAY, TRANSITIONS, may_go
from bidding.rules.values import Offer, WindowTerms, capacity_field, numbered, window_length
from bidding.rules.words import words_of_refusal
from tests.factories.bidding import CLOSES, NOW

SECOND = timedelta(seconds=1)


def test_the_table_knows_every_state_and_no_other() -> None:
    states = set(BallotState.values)
    assert set(TRANSITIONS) == states
    assert set().union(*TRANSITIONS.values()) <= states
    assert set(ON_ITS_WAY) | set(IN_FLIGHT) | set(NOT_SENT) <= states


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("draft", "approved", False),
        ("draft", "sending", False),
        ("awaiting_approval", "sending", False),
        ("approved", "sending", True),
        ("sending", "sending", False),
        ("unconfirmed", "sending", False),
        ("unconfirmed", "approved", True),
        ("submitted", "sending", False),
        ("submitted", "draft", False),
        ("refused", "approved", False),
        ("lapsed", "sending", False),
        ("superseded", "decided", True),
        ("discarded", "draft", False),
    ],
)
def test_only_an_approved_ballot_can_be_sent(before: str, after: str, may: bool) -> None:
    assert may_go(before, after) is may


def test_sending_is_entered_from_approved_alone() -> None:
    assert [state for state in TRANSITIONS if may_go(state, "sending")] == ["approved"]


@pytest.mark.parametrize(
    ("text", "places", "value"),
    [
        ("1.366", 5, "1.366"),
        (" 1,366.5 ", 5, "1366.5"),
        ("£218", 2, "218"),
        ("218.10", 2, "218.10"),
        ("-3", 2, "-3"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, places: int, value: str) -> None:
    assert read_decimal(text, places) == Decimal(value)


@pytest.mark.parametrize("text", ["abc", "1.2.3", "NaN", "inf", "1e99", "1.234567", "٣", "99999999"])
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|decimals|large"):
        read_decimal(text, 5)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("3:30", 210), ("0:30", 30), ("3.5", 210), ("4", 240), ("27:00", 1620), ("03:30:00", 210)],
)
def test_runs_are_read_in_hours_and_minutes(text: str, minutes: int) -> None:
    assert read_runtime(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["3:75", "half", "-1:00", "999:00", "3h"])
def test_what_is_no_run_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"hours|long"):
        read_runtime(text)


@given(st.integers(min_value=0, max_value=2_000_000))
def test_a_run_reads_back_as_it_is_written(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert read_runtime(runtime_text(length)) == length


@given(st.decimals(min_value=0, max_value=9999, places=5))
def test_megawatts_read_back_as_they_are_written(mw: Decimal) -> None:
    assert read_decimal(mw_text(mw), 5) == mw


@pytest.mark.parametrize(
    ("words", "rates"),
    [
        ("Utilisation", (Rate.UTILISATION,)),
        ("Availability", (Rate.AVAILABILITY,)),
        ("Availability and Utilisation", (Rate.AVAILABILITY, Rate.UTILISATION)),
        ("Service Fee", (Rate.SERVICE_FEE,)),
        ("service_fee", (Rate.SERVICE_FEE,)),
        ("Something new", (Rate.UTILISATION,)),
    ],
)
def test_the_type_says_which_prices_are_asked(words: str, rates: tuple[Rate, ...]) -> None:
    assert rates_asked(words) == rates


@pytest.mark.parametrize(
    ("rate_type", "foreseen", "gbp"),
    [
        ("Utilisation", Foreseen(4, timedelta(hours=2)), "1744.00"),
        ("Utilisation", Foreseen(4, timedelta(hours=5)), "3052.00"),
        ("Utilisation", Foreseen(None, timedelta(hours=2)), None),
        ("Utilisation", Foreseen(4, None), None),
        ("Availability", Foreseen(occurrences=10), "332.50"),
        ("Availability and Utilisation", Foreseen(4, timedelta(hours=2), 10), "2076.50"),
        ("Availability and Utilisation", Foreseen(4, timedelta(hours=2)), None),
        ("Service Fee", Foreseen(), "100.00"),
    ],
)
def test_what_a_bid_should_earn(rate_type: str, foreseen: Foreseen, gbp: str | None) -> None:
    prices = {
        Rate.UTILISATION: Decimal(218),
        Rate.AVAILABILITY: Decimal("9.50"),
        Rate.SERVICE_FEE: Decimal(100),
    }
    offer = Offer(1, 1, Decimal(1), timedelta(hours=3, minutes=30), prices)
    terms = WindowTerms(1, "Mon", timedelta(hours=3, minutes=30), Decimal(2))
    assert expected_gbp(offer, terms, rate_type, foreseen) == (Decimal(gbp) if gbp else None)


def test_a_fixed_price_earns_what_it_is() -> None:
    terms = WindowTerms(1, "Fri", timedelta(hours=4), Decimal(2), fixed={Rate.UTILISATION: Decimal(240)})
    offer = Offer(1, 1, Decimal(1), timedelta(hours=4), {})
    assert expected_gbp(offer, terms, "Utilisation", Foreseen(1, timedelta(hours=1))) == Decimal("240.00")


BID = BidContent("w1", Decimal("1.000"), timedelta(hours=3), (("utilisation", Decimal("218.00")),))
CONTENT = BallotContent((BID,), frozenset({"a", "b"}))


def test_noughts_and_order_do_not_change_the_digest() -> None:
    other = BidContent("w2", Decimal("0.5"), timedelta(hours=1), (("utilisation", Decimal(90)),))
    same = BidContent("w1", Decimal("1"), timedelta(hours=3), (("utilisation", Decimal("218")),))
    assert BallotContent((BID, other)).digest() == BallotContent((other, same)).digest()


@pytest.mark.parametrize(
    "other",
    [
        BidContent("w2", BID.capacity_mw, BID.max_runtime, BID.rates),
        BidContent("w1", Decimal("1.00001"), BID.max_runtime, BID.rates),
        BidContent("w1", BID.capacity_mw, timedelta(hours=2), BID.rates),
        BidContent("w1", BID.capacity_mw, BID.max_runtime, (("utilisation", Decimal("218.01")),)),
        BidContent("w1", BID.capacity_mw, BID.max_runtime, (("availability", Decimal("218.00")),)),
    ],
)
def test_whatever_differs_changes_the_digest(other: BidContent) -> None:
    changed = BallotContent((other,), CONTENT.flex)
    assert changed.digest() != CONTENT.digest()
    assert not changed.same_as(CONTENT)


def test_assets_are_compared_where_both_name_them() -> None:
    assert CONTENT.same_as(BallotContent((BID,)))
    assert not CONTENT.same_as(BallotContent((BID,), frozenset({"a"})))


def test_two_equal_bids_are_not_one() -> None:
    assert not BallotContent((BID, BID)).same_as(BallotContent((BID,)))


def test_what_was_sent_reads_back() -> None:
    assert from_plain(to_plain(CONTENT)).digest() == CONTENT.digest()


@pytest.mark.parametrize(
    ("first", "looked", "verdict"),
    [
        (None, 100, Verdict.LOOK_AGAIN),
        (5, 9, Verdict.LOOK_AGAIN),
        (5, 19, Verdict.LOOK_AGAIN),
        (18, 21, Verdict.LOOK_AGAIN),
        (5, 20, Verdict.SEND_AGAIN),
        (5, 7199, Verdict.SEND_AGAIN),
        (5, 7200, Verdict.LAPSE),
    ],
)
def test_only_a_second_late_look_lets_it_be_sent_again(
    first: int | None, looked: int, verdict: Verdict
) -> None:
    found = verdict_when_unfound(
        sent_at=NOW,
        first_unfound_at=None if first is None else NOW + first * SECOND,
        looked_at=NOW + looked * SECOND,
        closed_at=CLOSES,
        patience=20 * SECOND,
    )
    assert found is verdict


def test_waits_grow_but_leave_tries_before_the_close() -> None:
    waits = [wait_before_try(tries, NOW, CLOSES, None) for tries in (1, 2, 3, 9)]
    assert waits == [6 * SECOND, 12 * SECOND, 24 * SECOND, 120 * SECOND]
    assert wait_before_try(9, NOW, NOW + 40 * SECOND, None) == 10 * SECOND
    assert wait_before_try(9, NOW, NOW + SECOND, None) == 2 * SECOND
    assert wait_before_try(1, NOW, CLOSES, 45.0) == 45 * SECOND


def test_the_last_half_hour_is_near() -> None:
    assert is_near(NOW + timedelta(minutes=30), NOW)
    assert not is_near(NOW + timedelta(minutes=31), NOW)
    assert not is_near(None, NOW)


def test_a_window_over_midnight_has_its_length() -> None:
    assert window_length(time(22), time(2)) == timedelta(hours=4)
    assert window_length(time(16, 30), time(0)) == timedelta(hours=7, minutes=30)


@pytest.mark.parametrize(
    ("need", "power", "column"),
    [
        ("Deficit", "Active Power", "active_export_capacity_mw"),
        ("Surplus", "Active Power", "active_import_capacity_mw"),
        ("Surplus", "Reactive Power", "reactive_import_capacity_mvar"),
    ],
)
def test_the_need_says_which_capacity_counts(need: str, power: str, column: str) -> None:
    assert capacity_field(need, power) == column


def test_splits_are_counted_in_their_window() -> None:
    rows = numbered([Offer(1, 7), Offer(2, 7), Offer(1, 9)])
    assert [(row.window, row.position) for row in rows] == [(1, 1), (2, 1), (1, 2)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"bids.1.capacity": ["Too much."]}, "Tue, capacity: Too much."),
        ({"bids.0.max_runtime": ["Too long."]}, "Mon, longest run: Too long."),
        ({"": ["Bidding closed."]}, "Bidding closed."),
        ({"bids.9.capacity": ["Too much."]}, "bids.9.capacity: Too much."),
        ({}, "No."),
    ],
)
def test_piclos_words_come_to_the_window_they_are_about(fields: dict[str, list[str]], words: str) -> None:
    assert words_of_refusal("No.", fields, ["Mon", "Tue"]) == words

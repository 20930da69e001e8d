"""How values read: numbers, money, times, deadlines, states."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.template import engines

from portal.core import formats
from portal.core.states import State, Tint

NOW = datetime(2026, 11, 23, 15, 41, 20, tzinfo=UTC)


def drawn(source: str, **context: object) -> str:
    return str(engines["django"].from_string(source).render(context)).strip()


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("4120"), 2, "4,120.00"),
        (Decimal("-184.22"), 2, "−184.22"),
        (Decimal("-0.001"), 2, "0.00"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("-0.125"), 2, "−0.13"),
        (Decimal("1E+3"), None, "1,000"),
        (12000, None, "12,000"),
        (0, 3, "0.000"),
        (None, 3, "–"),
    ],
)
def test_a_number_keeps_its_sign_and_its_decimals(
    value: Decimal | None, places: int | None, text: str
) -> None:
    assert formats.number(value, places) == text


def test_money_puts_the_minus_before_the_pound() -> None:
    assert formats.money(Decimal("-184.225")) == "−£184.23"
    assert formats.money(Decimal("4120")) == "£4,120.00"
    assert formats.money(None) == "–"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=18, seconds=40), "18 min 40 s"),
        (timedelta(minutes=18), "18 min"),
        (timedelta(minutes=48, seconds=9), "48 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=1, minutes=18, seconds=59), "1 h 18 min"),
        (timedelta(days=2, hours=1), "2 d 1 h"),
        (timedelta(days=4, hours=5), "4 d"),
        (timedelta(minutes=-3), "3 min"),
        (None, "–"),
    ],
)
def test_a_span_of_time_is_said_in_its_two_largest_parts(length: timedelta | None, text: str) -> None:
    assert formats.duration(length) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "17:00"),
        (datetime(2026, 11, 24, 7, 30, tzinfo=UTC), "tomorrow 07:30"),
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 11, 27, 17, 0, tzinfo=UTC), "Fri 27 Nov 17:00"),
        (datetime(2027, 1, 4, 17, 0, tzinfo=UTC), "Mon 4 Jan 2027 17:00"),
        (None, "–"),
    ],
)
def test_an_instant_is_said_as_one_would_now(at: datetime | None, text: str) -> None:
    assert formats.when(at, NOW) == text


def test_a_summer_instant_is_local_and_midnight_belongs_to_the_new_day() -> None:
    now = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert formats.when(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), now) == "23:30"
    assert formats.when(datetime(2026, 7, 1, 23, 0, tzinfo=UTC), now) == "tomorrow 00:00"


def test_a_period_names_its_day_once_even_when_it_ends_at_midnight() -> None:
    start, midnight = datetime(2026, 11, 23, 20, 0, tzinfo=UTC), datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert formats.period(start, midnight, NOW) == "today 20:00–00:00"
    assert formats.period(start, midnight + timedelta(hours=2), NOW) == "today 20:00 – tomorrow 02:00"
    assert formats.day(date(2026, 11, 23), NOW) == "Mon 23 Nov"


@pytest.mark.parametrize(
    ("minutes", "tint", "text"),
    [(-3, "past", "3 min ago"), (18, "soon", "18 min"), (78, "near", "1 h 18 min"), (600, "", "10 h")],
)
@time_machine.travel(NOW, tick=False)
def test_a_deadline_turns_amber_then_red_then_grey(minutes: int, tint: str, text: str) -> None:
    shown = drawn("{% left at %}", at=NOW + timedelta(minutes=minutes))
    assert f'class="left {tint}"' in shown
    assert f">{text}</time>" in shown


@time_machine.travel(NOW, tick=False)
def test_a_countdown_gives_the_local_time_and_the_instant() -> None:
    shown = drawn("{% countdown at %}", at=datetime(2026, 11, 23, 17, 0, tzinfo=UTC))
    assert ">17:00</time> · <time" in shown
    assert shown.count('datetime="2026-11-23T17:00:00Z"') == 2


@pytest.mark.parametrize(("age", "tint"), [(8, "good"), (60, "act"), (300, "bad")])
@time_machine.travel(NOW, tick=False)
def test_data_that_is_late_or_lost_says_so(age: int, tint: str) -> None:
    assert f'class="pulse {tint}"' in drawn("{% pulse at %}", at=NOW - timedelta(seconds=age))


def test_data_never_heard_is_no_fault() -> None:
    assert drawn('{% pulse None "Piclo heard" %}') == '<span class="pulse idle">Piclo heard never</span>'


def test_a_state_is_a_word_with_a_tint_and_its_reason_is_escaped() -> None:
    shown = drawn("{% state s %}", s=State("Refused", Tint.BAD, '"<none>"'))
    assert shown == '<span class="state bad" title="&quot;&lt;none&gt;&quot;">Refused</span>'
    assert drawn('{% state "Draft" %}') == '<span class="state idle">Draft</span>'


@pytest.mark.parametrize(("value", "width"), [(0.78, "78.00"), (None, "0.00"), (-1, "0.00"), (7, "100.00")])
def test_a_meter_stays_within_its_bar(value: float | None, width: str) -> None:
    assert f'<rect width="{width}"' in drawn("{% meter value %}", value=value)


def test_words_count_themselves() -> None:
    assert drawn(
        '{{ 1|plural_of:"asset" }}, {{ 31|plural_of:"asset" }}, {{ 0|plural_of:"entry,entries" }}'
    ) == ("1 asset, 31 assets, 0 entries")

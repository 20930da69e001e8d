"""Decimals, instants and times of day in Piclo's words."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.piclo.wire import to_wire
from portal.piclo.wire.values import (
    decimal_from_wire,
    decimal_to_wire,
    instant_from_wire,
    instant_to_wire,
    number_from_wire,
    time_from_wire,
)

DECIMALS = st.decimals(min_value=-(10**12), max_value=10**12, places=9) | st.integers(0, 10**12).map(Decimal)


@given(DECIMALS)
def test_a_decimal_comes_back_exactly_and_without_an_exponent(value: Decimal) -> None:
    written = decimal_to_wire(value)
    assert "E" not in written
    assert decimal_from_wire(written) == value


@given(st.decimals(min_value=-10_000, max_value=10_000, places=3))
def test_a_decimal_keeps_its_places(value: Decimal) -> None:
    assert decimal_to_wire(decimal_from_wire(decimal_to_wire(value))) == f"{value:.3f}"


def test_a_decimal_is_also_read_from_a_number() -> None:
    assert decimal_from_wire(1.1) == Decimal("1.1")
    assert decimal_from_wire(22) == Decimal(22)


@pytest.mark.parametrize(
    "written",
    ["NaN", "Infinity", "-inf", "1E+30", "1E-30", "1" * 41, "", "1,5", "one", True, None, [], {"a": 1}],
)
def test_what_is_no_finite_decimal_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="expected a"):
        decimal_from_wire(written)


def test_a_decimal_that_is_no_number_is_not_sent() -> None:
    with pytest.raises(ValueError, match="cannot be sent"):
        decimal_to_wire(Decimal("NaN"))


def test_coordinates_are_read_from_numbers_and_text() -> None:
    assert number_from_wire("55.9757") == number_from_wire(55.9757) == 55.9757
    assert number_from_wire(-3.0310471112634922) == -3.0310471112634922


INSTANTS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1))  # noqa: DTZ001
ZONES = st.integers(min_value=-14 * 60, max_value=14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)


@given(INSTANTS, ZONES)
def test_an_instant_comes_back_in_utc(naive: datetime, zone: timezone) -> None:
    instant = naive.replace(tzinfo=zone)
    written = instant_to_wire(instant)
    assert written.endswith("Z")
    assert instant_from_wire(written) == instant
    assert instant_from_wire(instant.isoformat()).tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="names no time zone"):
        instant_from_wire("2026-11-10T08:30:00")
    with pytest.raises(ValueError, match="names no time zone"):
        instant_to_wire(datetime(2026, 11, 10))  # noqa: DTZ001


@pytest.mark.parametrize("written", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
def test_an_instant_that_utc_has_no_day_for_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        instant_from_wire(written)


@pytest.mark.parametrize("written", ["2026-11-10", "soon", "", None, 1_700_000_000])
def test_what_is_no_instant_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="expected an instant"):
        instant_from_wire(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [("16:30", time(16, 30)), ("16:30:00", time(16, 30)), ("24:00", time(0)), ("00:00", time(0))],
)
def test_a_time_of_day_is_read(written: str, value: time) -> None:
    assert time_from_wire(written) == value


@pytest.mark.parametrize("written", ["25:00", "24:01", "4 pm", "", None, 16])
def test_what_is_no_time_of_day_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="expected a time of day"):
        time_from_wire(written)


def test_changes_are_written_in_piclos_words_wherever_they_stand() -> None:
    changes = {
        "capacity": Decimal("1.500"),
        "runtime": timedelta(hours=2),
        "at": datetime(2026, 11, 10, 9, tzinfo=UTC),
        "on": date(2026, 11, 10),
        "from": time(16, 30),
        "nested": [{"value": Decimal("1E+3")}],
        "nothing": None,
    }
    assert to_wire(changes) == {
        "capacity": "1.500",
        "runtime": "02:00:00",
        "at": "2026-11-10T09:00:00Z",
        "on": "2026-11-10",
        "from": "16:30",
        "nested": [{"value": "1000"}],
        "nothing": None,
    }

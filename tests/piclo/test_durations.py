"""Lengths of time in Piclo's words."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.piclo.wire import duration_from_wire, duration_to_wire

LENGTHS = st.integers(min_value=0, max_value=9_999 * 86_400 + 86_399).map(
    lambda seconds: timedelta(seconds=seconds)
)


@given(LENGTHS)
def test_a_duration_comes_back_as_it_was_written(length: timedelta) -> None:
    assert duration_from_wire(duration_to_wire(length)) == length


@given(LENGTHS.filter(lambda length: length < timedelta(days=1)))
def test_a_duration_under_a_day_names_no_day(length: timedelta) -> None:
    assert "T" not in duration_to_wire(length)


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("00:00:00", timedelta(0)),
        ("02:30:00", timedelta(hours=2, minutes=30)),
        ("23:59:59", timedelta(days=1, seconds=-1)),
        ("01T00:00:00", timedelta(days=1)),
        ("01T02:30:00", timedelta(days=1, hours=2, minutes=30)),
        ("120T00:00:01", timedelta(days=120, seconds=1)),
    ],
)
def test_a_duration_is_written_as_piclo_writes_it(written: str, length: timedelta) -> None:
    assert duration_to_wire(length) == written
    assert duration_from_wire(written) == length


@pytest.mark.parametrize("written", ["1 02:30:00", "1T2:30:00", "01T02:30:00"])
def test_the_days_are_also_read_as_piclos_pages_show_them(written: str) -> None:
    assert duration_from_wire(written) == timedelta(days=1, hours=2, minutes=30)


NO_DURATIONS = ["", "2h", "02:30", "02:60:00", "-01:00:00", "P1D", "٠١:٠٠:٠٠", "01:00:00\n", None, 90]


@pytest.mark.parametrize("written", NO_DURATIONS)
def test_what_is_no_duration_is_refused_in_words(written: object) -> None:
    with pytest.raises(ValueError, match="expected a duration such as"):
        duration_from_wire(written)


@pytest.mark.parametrize("length", [timedelta(seconds=-1), timedelta(microseconds=1)])
def test_what_piclo_cannot_write_is_not_sent(length: timedelta) -> None:
    with pytest.raises(ValueError, match="whole seconds"):
        duration_to_wire(length)

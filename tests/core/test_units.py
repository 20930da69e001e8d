"""Power and energy: exact conversions, and the steps in which they are kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.units import hours_of, kwh_to_mwh, quantise_kwh, to_kw

AMOUNTS = st.decimals(-1_000_000, 1_000_000, places=6)


@given(AMOUNTS)
def test_megawatts_and_kilowatts_convert_without_loss(amount: Decimal) -> None:
    assert to_kw(amount) == amount * 1000
    assert kwh_to_mwh(amount) * 1000 == amount


@pytest.mark.parametrize(
    ("kwh", "kept"), [("0.0000005", "0.000001"), ("-0.0000005", "-0.000001"), ("12.5", "12.500000")]
)
def test_energy_is_kept_to_a_millionth_of_a_kilowatt_hour(kwh: str, kept: str) -> None:
    assert str(quantise_kwh(Decimal(kwh))) == kept


@pytest.mark.parametrize(
    ("length", "hours"),
    [
        (timedelta(minutes=30), Decimal("0.5")),
        (timedelta(days=1), Decimal(24)),
        (timedelta(seconds=9), Decimal("0.0025")),
        (timedelta(microseconds=3_600), Decimal("0.000001")),
    ],
)
def test_hours_are_exact(length: timedelta, hours: Decimal) -> None:
    assert hours_of(length) == hours

"""What a value of a file is worth under each convention."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.rules.conventions import PRESETS, Convention, Sign, Stamp, Unit, Zone

VALUES = st.decimals(-100_000, 100_000, places=4)


def convention(sign: Sign = Sign.GENERATION, unit: Unit = Unit.KWH, stamp: Stamp = Stamp.START) -> Convention:
    return Convention(Zone.UTC, stamp, sign, unit)


@pytest.mark.parametrize(
    ("sign", "unit", "value", "kwh"),
    [
        (Sign.GENERATION, Unit.KWH, "12.5", "12.5"),
        (Sign.IMPORT, Unit.KWH, "12.5", "-12.5"),
        (Sign.GENERATION, Unit.KW, "-500", "-250"),
        (Sign.IMPORT, Unit.KW, "500", "-250"),
    ],
)
def test_a_battery_importing_500_kw_is_minus_250_kwh_however_it_is_written(
    sign: Sign, unit: Unit, value: str, kwh: str
) -> None:
    assert convention(sign, unit).energy(Decimal(value)) == Decimal(kwh)


@given(VALUES)
def test_the_sign_only_turns_a_value_round(value: Decimal) -> None:
    assert convention(Sign.IMPORT).energy(value) == -convention(Sign.GENERATION).energy(value)


@given(VALUES)
def test_mean_power_is_twice_the_energy_of_a_half_hour(value: Decimal) -> None:
    assert convention(unit=Unit.KW).energy(value) * 2 == value


def test_an_ending_stamp_names_the_half_hour_before_it() -> None:
    at = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)
    assert convention(stamp=Stamp.START).start_of(at) == at
    assert convention(stamp=Stamp.END).start_of(at) == datetime(2026, 7, 1, 16, tzinfo=UTC)


def test_the_preset_of_flexible_power_is_utc_ending_generation_kwh() -> None:
    assert PRESETS[0].name == "Flexible Power energy file"
    assert PRESETS[0].convention == Convention(Zone.UTC, Stamp.END, Sign.GENERATION, Unit.KWH)
    assert PRESETS[0].convention.spoken() == "UTC, half-hour ending, export positive, kWh"

"""Pennies: half up, and rounded lines are summed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import sum_lines, to_pence

AMOUNTS = st.decimals(-100_000, 100_000, places=6)


@pytest.mark.parametrize(
    ("amount", "pence"),
    [
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("160.00", "160.00"),
        ("1.005", "1.01"),
    ],
)
def test_half_a_penny_goes_up_and_away_from_nothing(amount: str, pence: str) -> None:
    assert str(to_pence(Decimal(amount))) == pence


def test_lines_are_rounded_before_they_are_summed() -> None:
    assert sum_lines([Decimal("0.005")] * 3) == Decimal("0.03")
    assert sum_lines([]) == Decimal("0.00")


@given(st.lists(AMOUNTS, max_size=30))
def test_a_total_is_the_sum_of_its_lines_to_the_penny(lines: list[Decimal]) -> None:
    assert sum_lines(lines) == sum((to_pence(line) for line in lines), Decimal(0))
    assert sum_lines(lines) == sum_lines(reversed(lines))
    assert abs(sum_lines(lines) - sum(lines, Decimal(0))) <= Decimal("0.005") * len(lines)

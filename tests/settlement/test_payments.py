"""Money: the check values of the rules, and lines to the penny."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import sum_lines, to_pence
from portal.core.periods import Period
from settlement.rules.payments import OneSidedPenalty, availability_payment, utilisation_payment
from settlement.rules.performance import PerformanceFactor
from settlement.rules.rulesets import DEFAULT, RULE_SETS, rule_set

FOUR = datetime(2026, 11, 23, 16, tzinfo=UTC)


def hours(start: float, end: float) -> Period:
    return Period(FOUR + timedelta(hours=start), FOUR + timedelta(hours=end))


def test_availability_of_the_rules_before_and_after_the_factor() -> None:
    paid = availability_payment(hours(0, 4), Decimal("0.5"), Decimal(10), [hours(1, 2)])
    assert paid == Decimal("15.00")
    assert to_pence(paid * PerformanceFactor().of(Decimal(92))) == Decimal("13.65")


@pytest.mark.parametrize(
    ("unavailable", "paid"),
    [
        ([], "20"),
        ([hours(-1, 5)], "0"),
        ([hours(1, 2), hours(1.5, 2.5)], "12.5"),
        ([hours(2, 3), hours(1, 2)], "10"),
        ([hours(4, 5), hours(-1, 0)], "20"),
        ([hours(0, 3), hours(1, 2)], "5"),
    ],
)
def test_an_hour_declared_unavailable_is_taken_off_once(unavailable: list[Period], paid: str) -> None:
    assert availability_payment(hours(0, 4), Decimal("0.5"), Decimal(10), unavailable) == Decimal(paid)


def test_a_month_of_160_pounds_at_92_percent_is_145_pounds_60() -> None:
    assert to_pence(Decimal("160.00") * PerformanceFactor().of(Decimal(92))) == Decimal("145.60")


@pytest.mark.parametrize(("allocation", "settlement"), [(7, 14), (8, 14), (9, -4), (10, -22), (11, -33)])
def test_the_one_sided_penalty_of_the_rules(allocation: int, settlement: int) -> None:
    penalty = OneSidedPenalty(price=Decimal(7), penalty=Decimal(11))
    settled = penalty.settle(baseline=Decimal(10), ordered=Decimal(2), allocation=Decimal(allocation))
    assert settled == settlement


def test_energy_is_paid_by_the_megawatt_hour() -> None:
    assert utilisation_payment(Decimal(1275), Decimal("300")) == Decimal("382.5")


@pytest.mark.parametrize(
    ("kwh", "price", "amount"),
    [("0.90", "90", "0.08"), ("0.05", "100", "0.01"), ("0.049999", "100", "0.00"), ("1275", "300", "382.50")],
)
def test_the_standard_rules_round_a_line_half_up_to_the_penny(kwh: str, price: str, amount: str) -> None:
    assert str(DEFAULT.amount(Decimal(kwh), Decimal(price))) == amount


def test_a_rule_set_is_found_again_by_name_and_version() -> None:
    assert rule_set(DEFAULT.code, DEFAULT.version) is DEFAULT
    assert all((rules.code, rules.version) == key for key, rules in RULE_SETS.items())
    with pytest.raises(KeyError):
        rule_set(DEFAULT.code, 99)


@given(st.lists(st.tuples(st.decimals(0, 5000, places=6), st.decimals(0, 1538, places=4)), max_size=40))
def test_a_sum_of_lines_is_the_sum_of_their_pennies(lines: list[tuple[Decimal, Decimal]]) -> None:
    amounts = [DEFAULT.amount(kwh, price) for kwh, price in lines]
    pennies = sum(int(amount * 100) for amount in amounts)
    assert sum_lines(amounts) == Decimal(pennies) / 100


@given(st.decimals(0, 5000, places=6), st.decimals(0, 5000, places=6), st.decimals(0, 1538, places=4))
def test_energy_split_in_two_is_worth_as_much(one: Decimal, other: Decimal, price: Decimal) -> None:
    assert utilisation_payment(one, price) + utilisation_payment(other, price) == utilisation_payment(
        one + other, price
    )

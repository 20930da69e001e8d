"""Every fault a ballot can have, with the number that would be right."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.rules.checks import ballot_faults
from bidding.rules.rates import Rate
from bidding.rules.values import Market, Offer, WindowTerms
from tests.factories.bidding import CLOSES, NOW

HOUR = timedelta(hours=1)
TERMS = WindowTerms(1, "Thu evening", timedelta(hours=4, minutes=30), Decimal("1.733"))
MARKET = Market("Utilisation", NOW - HOUR, CLOSES, {1: TERMS}, Decimal("1.290"))
OFFER = Offer(1, 1, Decimal("1.000"), 2 * HOUR, {Rate.UTILISATION: Decimal("214.00")})


def faults(*offers: Offer, market: Market = MARKET, **terms: object) -> list[tuple[str, str, str]]:
    market = replace(market, windows={1: replace(TERMS, **terms)})  # type: ignore[arg-type]
    return [(fault.field, fault.words, fault.right) for fault in ballot_faults(offers, market, NOW)]


def test_a_ballot_that_fits_has_no_faults() -> None:
    assert faults(OFFER) == []


@pytest.mark.parametrize(
    ("mw", "needed", "free", "words", "right"),
    [
        ("1.733", "1.733", "1.290", "0.443 over free", "1.290"),
        ("0.150", "0.100", "1.290", "0.050 over need", "0.100"),
        ("1.29001", "1.733", "1.290", "0.00001 over free", "1.290"),
        ("2", "1", "1", "1.000 over need", "1.000"),
    ],
)
def test_the_lower_of_free_and_needed_caps_a_window(
    mw: str, needed: str, free: str, words: str, right: str
) -> None:
    offer = replace(OFFER, capacity_mw=Decimal(mw))
    market = replace(MARKET, free_mw=Decimal(free))
    assert faults(offer, market=market, needed_mw=Decimal(needed)) == [("capacity", words, right)]


def test_the_cap_holds_for_the_sum_of_splits_and_stands_under_the_last() -> None:
    rows = [OFFER, replace(OFFER, position=2, capacity_mw=Decimal("0.645"))]
    found = ballot_faults(rows, MARKET, NOW)
    assert [(each.position, each.words, each.right) for each in found] == [(2, "0.355 over free", "0.290")]


def test_a_full_first_split_leaves_nothing_for_the_second() -> None:
    rows = [replace(OFFER, capacity_mw=Decimal("1.5")), replace(OFFER, position=2)]
    assert faults(*rows) == [("capacity", "1.210 over free", "0.000")]


def test_a_window_that_piclo_took_back_takes_no_bid() -> None:
    assert faults(OFFER, gone=True) == [("capacity", "Piclo took this window back", "")]


def test_exactly_the_cap_fits() -> None:
    assert faults(replace(OFFER, capacity_mw=Decimal("1.290"))) == []


def test_the_minimum_size_is_met_by_the_sum() -> None:
    rows = [
        replace(OFFER, capacity_mw=Decimal("0.060")),
        replace(OFFER, position=2, capacity_mw=Decimal("0.030")),
    ]
    assert faults(*rows, minimum_size_mw=Decimal("0.100")) == [
        ("capacity", "0.010 under the minimum", "0.040")
    ]
    assert (
        faults(rows[0], replace(rows[1], capacity_mw=Decimal("0.040")), minimum_size_mw=Decimal("0.1")) == []
    )


@pytest.mark.parametrize(
    ("runtime", "minimum", "words", "right"),
    [
        (timedelta(0), None, "how long?", "4:30"),
        (timedelta(hours=5), None, "0:30 over the window", "4:30"),
        (timedelta(minutes=30), timedelta(hours=1), "1:00 at least", "1:00"),
        (timedelta(minutes=30, microseconds=1), None, "whole seconds", "0:30"),
    ],
)
def test_the_longest_run_fits_the_window(
    runtime: timedelta, minimum: timedelta | None, words: str, right: str
) -> None:
    offer = replace(OFFER, max_runtime=runtime)
    assert faults(offer, minimum_run_time=minimum) == [("max_runtime", words, right)]


@pytest.mark.parametrize(
    ("rate_type", "prices", "expected"),
    [
        ("Utilisation", {}, [("utilisation", "which price?", "")]),
        ("Utilisation", {Rate.UTILISATION: "-1"}, [("utilisation", "1.00 under nought", "0.00")]),
        ("Utilisation", {Rate.UTILISATION: "218.333"}, [("utilisation", "pounds and pence", "218.33")]),
        ("Utilisation", {Rate.UTILISATION: "0"}, []),
        ("Utilisation", {Rate.UTILISATION: "218", Rate.AVAILABILITY: "5"},
         [("availability", "no availability price is asked for", "")]),
        ("Availability", {Rate.AVAILABILITY: "5"}, []),
        ("Availability", {Rate.UTILISATION: "5"},
         [("availability", "which price?", ""), ("utilisation", "no utilisation price is asked for", "")]),
        ("Availability and Utilisation", {Rate.AVAILABILITY: "5"}, [("utilisation", "which price?", "")]),
        ("Availability and Utilisation", {Rate.AVAILABILITY: "5", Rate.UTILISATION: "218"}, []),
        ("Service Fee", {Rate.SERVICE_FEE: "1000"}, []),
        ("Service Fee", {}, [("service_fee", "which price?", "")]),
    ],
)  # fmt: skip
def test_prices_match_the_type_of_the_competition(
    rate_type: str, prices: dict[Rate, str], expected: list[tuple[str, str, str]]
) -> None:
    offer = replace(OFFER, prices={rate: Decimal(price) for rate, price in prices.items()})
    assert faults(offer, market=replace(MARKET, rate_type=rate_type)) == expected


def test_a_fixed_price_needs_no_price_and_takes_no_other() -> None:
    fixed = {Rate.UTILISATION: Decimal("240.0000")}
    assert faults(replace(OFFER, prices={}), fixed=fixed) == []
    assert faults(OFFER, fixed=fixed) == [("utilisation", "fixed at 240.00", "240.00")]


@pytest.mark.parametrize(
    ("market", "words"),
    [
        (replace(MARKET, closed_at=NOW), "Bidding has closed."),
        (replace(MARKET, open_at=NOW + HOUR), "Bidding is not open yet."),
        (replace(MARKET, open_at=None), "Bidding is not open yet."),
        (replace(MARKET, closed_at=None), "Bidding is not open yet."),
        (replace(MARKET, gone=True), "Piclo does not list this competition any more."),
        (replace(MARKET, free_mw=None), "Piclo does not list us as qualified in this competition."),
        (replace(MARKET, chosen=2, unqualified=("CHP",)), "CHP is not qualified here."),
    ],
)
def test_the_market_itself_can_be_at_fault(market: Market, words: str) -> None:
    assert [each[1] for each in faults(OFFER, market=market)] == [words]


def test_bidding_is_open_until_the_instant_of_the_close() -> None:
    assert faults(OFFER, market=replace(MARKET, open_at=NOW, closed_at=NOW + timedelta(microseconds=1))) == []


def test_choosing_no_asset_leaves_nothing_to_offer() -> None:
    market = replace(MARKET, chosen=0, free_mw=Decimal(0))
    assert faults(OFFER, market=market) == [
        ("assets", "No asset is chosen.", ""),
        ("capacity", "1.000 over free", "0.000"),
    ]


def test_a_ballot_says_something_about_windows_that_exist() -> None:
    assert faults() == [("bids", "No window has a bid yet.", "")]
    assert [each[0] for each in faults(replace(OFFER, window=9))] == ["window"]


def test_an_empty_row_says_what_is_missing() -> None:
    words = [each[1] for each in faults(Offer(1))]
    assert words == ["how much?", "how long?", "which price?"]


MEGAWATTS = st.decimals(min_value="0.001", max_value="5", places=3)


@given(st.lists(MEGAWATTS, min_size=1, max_size=5), MEGAWATTS, MEGAWATTS)
def test_putting_in_the_number_that_fits_mends_the_sum(
    parts: list[Decimal], needed: Decimal, free: Decimal
) -> None:
    rows = [replace(OFFER, position=turn, capacity_mw=mw) for turn, mw in enumerate(parts, start=1)]
    market = replace(MARKET, free_mw=free, windows={1: replace(TERMS, needed_mw=needed)})
    found = [fault for fault in ballot_faults(rows, market, NOW) if fault.field == "capacity"]
    assert bool(found) == (sum(parts) > min(needed, free))
    if found and Decimal(found[0].right) > 0:
        rows[-1] = replace(rows[-1], capacity_mw=Decimal(found[0].right))
        assert ballot_faults(rows, market, NOW) == []

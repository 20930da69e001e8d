"""Which ballots are taken, which bids win, and what rivals offer."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from experience.market.rules.bids import OfferedBid, WindowTerms, ballot_errors
from experience.market.rules.merit import RankedBid, decide_window
from experience.market.rules.rivals import WantedWindow, rival_offers

NOON = datetime(2027, 1, 12, 12, tzinfo=UTC)
EVENING = {"w1": WindowTerms(Decimal("2.000"), Decimal("0.100"), {})}


def offered(mw: str, window: str = "w1", runtime: timedelta = timedelta(hours=2)) -> OfferedBid:
    return OfferedBid(window, Decimal(mw), runtime, {"utilisation": Decimal(100)})


def errors(*bids: OfferedBid, qualified: str = "5.000") -> list[dict[str, list[str]]]:
    return ballot_errors(bids, EVENING, "Utilisation", Decimal(qualified))


def test_a_bid_up_to_the_lower_of_need_and_qualified_capacity_is_taken() -> None:
    assert errors(offered("2.000")) == [{}]
    assert errors(offered("1.500"), qualified="1.500") == [{}]


def test_a_bid_above_the_need_or_the_qualified_capacity_is_refused_with_the_cap() -> None:
    assert "needed capacity of 2.000 MW" in errors(offered("2.001"))[0]["capacity"][0]
    assert "qualified capacity of 1.500 MW" in errors(offered("1.600"), qualified="1.500")[0]["capacity"][0]


def test_split_bids_share_the_cap_and_the_one_that_breaks_it_is_named() -> None:
    assert errors(offered("1.200"), offered("0.800")) == [{}, {}]
    first, second = errors(offered("1.200"), offered("0.801"))
    assert first == {}
    assert "2.001 MW" in second["capacity"][0]


def test_together_the_bids_of_a_window_reach_its_minimum() -> None:
    assert errors(offered("0.060"), offered("0.040")) == [{}, {}]
    assert "minimum of 0.100 MW" in errors(offered("0.099"))[0]["capacity"][0]


def test_a_strange_window_no_capacity_and_no_runtime_are_refused() -> None:
    assert "service_window_id" in errors(offered("1", window="elsewhere"))[0]
    assert errors(offered("0"))[0]["capacity"] == ["Must be greater than zero."]
    assert "max_runtime" in errors(offered("1", runtime=timedelta(0)))[0]


def ranked(name: str, mw: str, price: str, minutes: int = 0) -> RankedBid:
    return RankedBid(name, Decimal(mw), Decimal(price), NOON + timedelta(minutes=minutes))


def test_the_cheapest_bids_win_up_to_the_need() -> None:
    bids = [ranked("dear", "1", "300"), ranked("cheap", "1.5", "100"), ranked("middle", "0.5", "200")]
    verdicts = {each.bid_id: each for each in decide_window(bids, Decimal(2))}
    assert [name for name, each in verdicts.items() if each.accepted] == ["cheap", "middle"]
    assert "200.00 GBP/MWh" in verdicts["dear"].reason
    assert "300.00 GBP/MWh" in verdicts["dear"].reason


def test_a_bid_that_does_not_fit_is_passed_over_and_told_why() -> None:
    bids = [ranked("first", "1.5", "100"), ranked("big", "1", "150"), ranked("small", "0.5", "200")]
    verdicts = {each.bid_id: each for each in decide_window(bids, Decimal(2))}
    assert not verdicts["big"].accepted
    assert "Only 0.500 MW was still needed" in verdicts["big"].reason
    assert verdicts["small"].accepted


def test_at_the_same_price_the_earlier_bid_wins() -> None:
    bids = [ranked("late", "1", "100", minutes=5), ranked("early", "1", "100")]
    assert [each.bid_id for each in decide_window(bids, Decimal(1)) if each.accepted] == ["early"]


@given(
    st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 100_000)), max_size=20),
    st.integers(0, 10_000),
)
def test_the_need_is_never_exceeded_and_every_bid_gets_a_word(bids: list[tuple[int, int]], need: int) -> None:
    given_bids = [
        RankedBid(str(place), Decimal(kw) / 1000, Decimal(pence) / 100, NOON)
        for place, (kw, pence) in enumerate(bids)
    ]
    verdicts = decide_window(given_bids, Decimal(need) / 1000)
    taken = sum(
        (bid.capacity for bid in given_bids for v in verdicts if v.bid_id == bid.bid_id and v.accepted),
        Decimal(0),
    )
    assert taken <= Decimal(need) / 1000
    assert len(verdicts) == len(bids)
    assert all(each.accepted != bool(each.reason) for each in verdicts)


def test_rivals_offer_the_same_in_the_same_competition_and_within_the_rules() -> None:
    windows = [WantedWindow("w1", Decimal(2), Decimal("0.1")), WantedWindow("w2", Decimal(1), Decimal("0.1"))]
    guide = {"utilisation": Decimal(180)}
    rivals = ["a", "b", "c", "d"]
    offers = rival_offers("MOCK_1", "Utilisation", guide, windows, rivals)
    assert offers == rival_offers("MOCK_1", "Utilisation", guide, windows, rivals)
    assert offers != rival_offers("MOCK_2", "Utilisation", guide, windows, rivals)
    assert offers
    for offer in offers:
        assert Decimal("0.1") <= offer.capacity < 1
        assert set(offer.rates) == {"utilisation"}
        assert Decimal(140) < offer.rates["utilisation"] < Decimal(250)


def test_rivals_leave_fixed_prices_alone() -> None:
    windows = [WantedWindow("w1", Decimal(2), Decimal("0.1"), frozenset({"utilisation"}))]
    offers = rival_offers("MOCK_1", "Utilisation", {}, windows, ["a", "b", "c"])
    assert {frozenset(offer.rates) for offer in offers} == {frozenset()}

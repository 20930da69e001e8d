"""A withdrawal may be asked for twice; a ballot is withdrawn once, or says why not."""

from datetime import timedelta

import pytest

from bidding.models import Ballot, BallotState
from bidding.outbound.withdrawing import TOO_LATE, withdraw
from portal.accounts.models import Membership
from tests.bidding.fake_piclo import FakePiclo
from tests.factories.bidding import NOW, MarketRows, make_ballot


@pytest.fixture
def ballot(market: MarketRows, bidder: Membership, piclo: FakePiclo) -> Ballot:
    ballot = make_ballot(market, bidder, BallotState.WITHDRAWING)
    piclo.ballots.append(
        {
            "id": ballot.piclo_id,
            "competition_id": market.competition.piclo_id,
            "status": "submitted",
            "bids": [],
        }
    )
    return ballot


def withdraw_at(ballot: Ballot, piclo: FakePiclo, seconds: float = 0) -> Ballot:
    withdraw(ballot.pk, clock=lambda: NOW + timedelta(seconds=seconds), open_client=piclo.client)
    return Ballot.objects.get(pk=ballot.pk)


def test_piclo_takes_it_back(ballot: Ballot, piclo: FakePiclo) -> None:
    assert withdraw_at(ballot, piclo).state == BallotState.WITHDRAWN
    assert piclo.ballots[0]["status"] == "withdrawn"


@pytest.mark.parametrize("fault", ["503", "503 after"])
def test_a_lost_answer_is_asked_for_again(ballot: Ballot, piclo: FakePiclo, fault: str) -> None:
    piclo.fault = fault
    assert withdraw_at(ballot, piclo).state == BallotState.WITHDRAWING
    assert withdraw_at(ballot, piclo, 1).state == BallotState.WITHDRAWING
    assert withdraw_at(ballot, piclo, 30).state == BallotState.WITHDRAWN


def test_a_refusal_leaves_it_standing_with_piclos_words(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "too late"
    stands = withdraw_at(ballot, piclo)
    assert stands.state == BallotState.SUBMITTED
    assert stands.last_word == "Piclo did not withdraw it. Bidding closed at 17:00."


def test_a_ballot_that_piclo_does_not_know_is_gone(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.ballots.clear()
    assert withdraw_at(ballot, piclo).state == BallotState.WITHDRAWN


@pytest.mark.parametrize(
    ("status", "state"),
    [("submitted", BallotState.SUBMITTED), ("withdrawn", BallotState.WITHDRAWN)],
)
def test_after_the_close_it_is_only_looked_at(
    ballot: Ballot, piclo: FakePiclo, status: str, state: BallotState
) -> None:
    piclo.ballots[0]["status"] = status
    settled = withdraw_at(ballot, piclo, 7200)
    assert settled.state == state
    assert settled.last_word == (TOO_LATE if state == BallotState.SUBMITTED else "")
    assert not any(request.startswith("DELETE") for request in piclo.requests)


def test_a_successor_that_arrived_first_supersedes_it(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "too late"
    piclo.ballots[0]["status"] = "superseded"
    assert withdraw_at(ballot, piclo).state == BallotState.SUPERSEDED


def test_two_workers_do_not_ask_at_once(ballot: Ballot, piclo: FakePiclo) -> None:
    asked: list[str] = []

    def again() -> None:
        withdraw_at(ballot, piclo, 1)
        asked.append("again")

    original = piclo.delete
    piclo.delete = lambda ballot_id: (again() if not asked else None, original(ballot_id))[1]  # type: ignore[method-assign]
    assert withdraw_at(ballot, piclo).state == BallotState.WITHDRAWN
    assert sum(request.startswith("DELETE") for request in piclo.requests) == 1

"""The sweeps find what a lost message left behind."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
import time_machine

from bidding import tasks
from bidding.models import Ballot, BallotState
from portal.accounts.models import Membership
from portal.piclo.models import SyncRun
from tests.bidding.fake_piclo import FakePiclo
from tests.factories.bidding import CLOSES, NOW, MarketRows, make_ballot


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """What was rung, without a broker."""
    rung = Mock()
    monkeypatch.setattr(tasks, "ring", rung)
    return rung


@pytest.mark.parametrize(
    ("state", "task"),
    [(BallotState.APPROVED, tasks.send_ballot), (BallotState.WITHDRAWING, tasks.withdraw_ballot)],
)
def test_whatever_waits_is_rung_for(
    market: MarketRows, bidder: Membership, rung: Mock, state: str, task: object
) -> None:
    ballot = make_ballot(market, bidder, state)
    with time_machine.travel(NOW, tick=False):
        tasks.send_waiting_ballots()
    rung.assert_called_once_with(task, ballot_id=ballot.pk)


def test_what_waits_for_its_next_try_is_left_alone(
    market: MarketRows, bidder: Membership, rung: Mock
) -> None:
    make_ballot(market, bidder, BallotState.APPROVED, try_after=NOW + timedelta(seconds=1))
    with time_machine.travel(NOW, tick=False):
        tasks.send_waiting_ballots()
    rung.assert_not_called()


@pytest.mark.parametrize("state", [BallotState.DRAFT, BallotState.AWAITING_APPROVAL, BallotState.APPROVED])
def test_the_close_lets_lapse_what_was_not_sent(
    market: MarketRows, bidder: Membership, rung: Mock, state: str
) -> None:
    ballot = make_ballot(market, bidder, state)
    with time_machine.travel(CLOSES, tick=False):
        tasks.send_waiting_ballots()
    ballot.refresh_from_db()
    assert ballot.state == BallotState.LAPSED
    assert ballot.last_word.startswith("Bidding closed")
    rung.assert_not_called()


def test_a_send_that_lost_its_worker_is_doubted_and_looked_for(
    market: MarketRows, bidder: Membership, rung: Mock
) -> None:
    ballot = make_ballot(market, bidder, BallotState.SENDING)
    with time_machine.travel(NOW + timedelta(seconds=30), tick=False):
        tasks.settle_unconfirmed_ballots()
    rung.assert_not_called()
    with time_machine.travel(NOW + timedelta(seconds=90), tick=False):
        tasks.settle_unconfirmed_ballots()
    assert Ballot.objects.get().state == BallotState.UNCONFIRMED
    rung.assert_called_once_with(tasks.settle_ballot, ballot_id=ballot.pk)


def test_the_time_limit_of_a_send_is_shorter_than_the_doubt(settings: object) -> None:
    assert tasks.send_ballot.time_limit < settings.BALLOT_SENDING_SECONDS  # type: ignore[attr-defined]


@pytest.mark.parametrize("task", [tasks.pull_results, tasks.pull_obligations])
def test_a_feed_is_read_through_its_task(
    market: MarketRows, piclo: FakePiclo, monkeypatch: pytest.MonkeyPatch, task: object
) -> None:
    def run(**given: object) -> object:
        return original(**given, open_client=piclo.client)

    original = tasks.run_feed
    monkeypatch.setattr(tasks, "run_feed", run)
    task(connection_id=market.connection.pk, trigger="schedule")  # type: ignore[operator]
    assert SyncRun.objects.get().error == ""

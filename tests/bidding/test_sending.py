"""A bid sent twice or late is the worst that can happen: every way in which a send can end."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection as database

from bidding.models import Ballot, BallotState
from bidding.outbound import settling
from bidding.outbound.sending import CLOSED, claim, send
from bidding.outbound.settling import LOST, UNREADABLE, doubt, settle
from portal.accounts.models import Membership, Organisation
from portal.audit.models import Event
from tests.bidding.fake_piclo import FakePiclo, ballot_record
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.bidding import NOW, MarketRows, make_ballot, make_market

APPROVED = BallotState.APPROVED


def at(seconds: float) -> Callable[[], datetime]:
    return lambda: NOW + timedelta(seconds=seconds)


@pytest.fixture
def ballot(market: MarketRows, owner: Membership) -> Ballot:
    return make_ballot(market, owner, APPROVED, bids=2)


def send_at(ballot: Ballot, piclo: FakePiclo, seconds: float = 0) -> Ballot:
    send(ballot.pk, clock=at(seconds), open_client=piclo.client)
    return Ballot.objects.get(pk=ballot.pk)


def settle_at(ballot: Ballot, piclo: FakePiclo, seconds: float) -> Ballot:
    settle(ballot.pk, clock=at(seconds), open_client=piclo.client)
    return Ballot.objects.get(pk=ballot.pk)


def test_an_answer_makes_it_submitted_with_piclos_ids(ballot: Ballot, piclo: FakePiclo) -> None:
    sent = send_at(ballot, piclo)
    assert (sent.state, sent.piclo_id, sent.last_word) == (BallotState.SUBMITTED, "pb1", "")
    theirs = {bid["id"]: bid["service_window_id"] for bid in piclo.ballots[0]["bids"]}
    assert {bid.piclo_id: bid.service_window.piclo_id for bid in sent.bids.all()} == theirs


def test_it_names_the_assets_that_stand_behind_it(
    ballot: Ballot, piclo: FakePiclo, market: MarketRows
) -> None:
    send_at(ballot, piclo)
    assert sorted(piclo.ballots[0]["assets"]["flex"]) == sorted(asset.piclo_id for asset in market.assets)


def test_the_digest_is_committed_before_the_call(ballot: Ballot, piclo: FakePiclo) -> None:
    seen: list[tuple[str, int]] = []
    piclo.before_post = lambda: seen.append(Ballot.objects.values_list("state", "digest").get(pk=ballot.pk))
    send_at(ballot, piclo)
    assert seen[0][0] == BallotState.SENDING
    assert len(str(seen[0][1])) == 64


def test_a_ballot_that_is_submitted_is_not_sent_again(ballot: Ballot, piclo: FakePiclo) -> None:
    for seconds in range(3):
        send_at(ballot, piclo, seconds)
    assert piclo.posts() == 1


def test_a_refusal_carries_piclos_words_and_the_window(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "refused"
    sent = send_at(ballot, piclo)
    first = ballot.bids.order_by("service_window_id")[0].service_window.name
    assert sent.state == BallotState.REFUSED
    assert sent.last_word == f"{first}, capacity: Above the qualified capacity."


def test_what_never_left_waits_and_is_tried_again(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "connect error"
    sent = send_at(ballot, piclo)
    assert (sent.state, piclo.ballots) == (APPROVED, [])
    assert sent.try_after is not None
    assert sent.try_after > NOW
    assert send_at(ballot, piclo, 1).state == APPROVED
    assert send_at(ballot, piclo, 60).state == BallotState.SUBMITTED
    assert len(piclo.ballots) == 1


@pytest.mark.parametrize("fault", ["timeout after storing", "500 after storing", "garbled answer"])
def test_a_lost_answer_is_found_again_and_nothing_is_sent_twice(
    ballot: Ballot, piclo: FakePiclo, fault: str
) -> None:
    piclo.fault = fault
    assert send_at(ballot, piclo).state == BallotState.UNCONFIRMED
    assert send_at(ballot, piclo, 60).state == BallotState.UNCONFIRMED
    settled = settle_at(ballot, piclo, 5)
    assert (settled.state, settled.piclo_id) == (BallotState.SUBMITTED, "pb1")
    assert piclo.posts() == 1


def test_what_was_lost_is_sent_again_after_two_looks(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "timeout before storing"
    assert send_at(ballot, piclo).state == BallotState.UNCONFIRMED
    assert settle_at(ballot, piclo, 5).state == BallotState.UNCONFIRMED
    assert settle_at(ballot, piclo, 15).state == BallotState.UNCONFIRMED
    assert settle_at(ballot, piclo, 25).state == APPROVED
    assert send_at(ballot, piclo, 26).state == BallotState.SUBMITTED
    assert len(piclo.ballots) == 1


def test_one_look_is_never_enough(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "timeout before storing"
    send_at(ballot, piclo)
    assert settle_at(ballot, piclo, 600).state == BallotState.UNCONFIRMED


def test_a_request_that_arrives_late_is_found_by_the_second_look(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "timeout before storing"
    send_at(ballot, piclo)
    settle_at(ballot, piclo, 5)
    sent = Ballot.objects.get(pk=ballot.pk).sent
    bids = [
        {"service_window_id": window, "capacity": mw, "max_runtime": "03:30:00",
         "rates": [{"type": name, "value": value} for name, value in rates]}
        for window, mw, _, rates in sent["bids"]
    ]  # fmt: skip
    body = {"competition_id": ballot.competition.piclo_id, "bids": bids}
    piclo.ballots.append(ballot_record("late", body) | {"assets": None})
    assert settle_at(ballot, piclo, 25).piclo_id == "late"
    assert piclo.posts() == 1


def test_after_the_close_what_was_lost_lapses_with_words(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "timeout before storing"
    send_at(ballot, piclo, 7190)
    settle_at(ballot, piclo, 7195)
    lapsed = settle_at(ballot, piclo, 7215)
    assert (lapsed.state, lapsed.last_word) == (BallotState.LAPSED, LOST)


def test_while_piclo_cannot_be_read_nothing_is_decided(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "timeout after storing"
    send_at(ballot, piclo)
    piclo.fault = "no reading"
    for seconds in (30, 300, 3000):
        assert settle_at(ballot, piclo, seconds).state == BallotState.UNCONFIRMED
    piclo.fault = ""
    assert settle_at(ballot, piclo, 6000).state == BallotState.SUBMITTED
    assert piclo.posts() == 1


def test_a_list_with_an_unreadable_ballot_proves_nothing(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "timeout before storing"
    send_at(ballot, piclo)
    piclo.fault = "unreadable"
    for seconds in (30, 60, 90):
        unsure = settle_at(ballot, piclo, seconds)
    assert (unsure.state, unsure.last_word) == (BallotState.UNCONFIRMED, UNREADABLE)


def test_a_killed_worker_leaves_it_to_be_read_back(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "worker killed"
    with pytest.raises(KeyboardInterrupt):
        send_at(ballot, piclo)
    assert send_at(ballot, piclo, 10).state == BallotState.SENDING
    doubt(ballot.pk, NOW + timedelta(seconds=30))
    assert Ballot.objects.get(pk=ballot.pk).state == BallotState.SENDING
    doubt(ballot.pk, NOW + timedelta(seconds=76))
    assert Ballot.objects.get(pk=ballot.pk).state == BallotState.UNCONFIRMED
    settle_at(ballot, piclo, 80)
    assert settle_at(ballot, piclo, 90).state == APPROVED
    assert send_at(ballot, piclo, 91).state == BallotState.SUBMITTED
    assert len(piclo.ballots) == 1


def test_a_worker_that_died_before_the_call_had_claimed_it_for_good(ballot: Ballot, piclo: FakePiclo) -> None:
    assert claim(ballot.pk, NOW) is not None
    assert claim(ballot.pk, NOW) is None
    assert send_at(ballot, piclo, 1).state == BallotState.SENDING
    assert piclo.posts() == 0


def test_an_answer_after_the_sweep_settles_it(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.before_post = lambda: doubt(ballot.pk, NOW + timedelta(seconds=80))
    assert send_at(ballot, piclo).state == BallotState.SUBMITTED


@pytest.mark.parametrize("seconds", [7200, 7201, 90_000])
def test_an_approved_ballot_is_never_sent_after_the_close(
    ballot: Ballot, piclo: FakePiclo, seconds: float
) -> None:
    lapsed = send_at(ballot, piclo, seconds)
    assert (lapsed.state, lapsed.last_word) == (BallotState.LAPSED, CLOSED)
    assert piclo.requests == []


def test_an_approved_ballot_waits_for_the_opening(ballot: Ballot, piclo: FakePiclo) -> None:
    ballot.competition.open_at = NOW + timedelta(minutes=5)
    ballot.competition.save()
    assert send_at(ballot, piclo).state == APPROVED
    assert send_at(ballot, piclo, 300).state == BallotState.SUBMITTED


def test_a_wrong_key_does_not_refuse_the_ballot(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "wrong key"
    waiting = send_at(ballot, piclo)
    assert (waiting.state, piclo.posts()) == (APPROVED, 0)
    piclo.fault = ""
    assert send_at(ballot, piclo, 60).state == BallotState.SUBMITTED


def test_without_a_connection_it_waits_and_says_so(ballot: Ballot, piclo: FakePiclo) -> None:
    ballot.competition.organisation.connection.delete()
    waiting = send_at(ballot, piclo)
    assert (waiting.state, waiting.last_word) == (APPROVED, "There is no connection to Piclo.")


def test_the_ballot_before_is_superseded_when_the_new_one_is_submitted(
    ballot: Ballot, piclo: FakePiclo, market: MarketRows, owner: Membership
) -> None:
    before = make_ballot(market, owner, BallotState.SUBMITTED)
    piclo.fault = "timeout after storing"
    send_at(ballot, piclo)
    assert Ballot.objects.get(pk=before.pk).state == BallotState.SUBMITTED
    settle_at(ballot, piclo, 5)
    assert Ballot.objects.get(pk=before.pk).state == BallotState.SUPERSEDED


def test_an_earlier_ballot_with_the_same_content_is_not_taken_for_this_one(
    ballot: Ballot, piclo: FakePiclo, market: MarketRows, owner: Membership
) -> None:
    send_at(ballot, piclo)
    again = make_ballot(market, owner, APPROVED, bids=2)
    piclo.fault = "timeout before storing"
    send_at(again, piclo, 10)
    settle_at(again, piclo, 40)
    assert settle_at(again, piclo, 50).state == APPROVED
    assert send_at(again, piclo, 51).piclo_id == "pb2"


def test_it_waits_while_the_ballot_before_is_being_withdrawn(
    ballot: Ballot, piclo: FakePiclo, market: MarketRows, owner: Membership
) -> None:
    make_ballot(market, owner, BallotState.WITHDRAWING)
    assert send_at(ballot, piclo).state == APPROVED
    assert piclo.posts() == 0


def test_every_step_of_a_send_is_an_event(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "timeout after storing"
    send_at(ballot, piclo)
    settle_at(ballot, piclo, 5)
    kinds = list(Event.objects.about(ballot).values_list("kind", flat=True))
    assert kinds == ["ballot.submitted", "ballot.unconfirmed", "ballot.sending"]


def test_a_look_from_before_the_send_does_not_count(ballot: Ballot, piclo: FakePiclo) -> None:
    piclo.fault = "timeout before storing"
    send_at(ballot, piclo, 100)
    early = settling.Look([], sure=True, began_at=NOW)
    settling.judge(ballot.pk, early)
    assert Ballot.objects.get(pk=ballot.pk).first_unfound_at is None


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_once() -> None:
    organisation: Organisation = OrganisationFactory.create()
    member = MembershipFactory.create(organisation=organisation)
    ballot = make_ballot(make_market(organisation), member, APPROVED, bids=2)
    piclo, together = FakePiclo(), Barrier(4)

    def work() -> None:
        try:
            together.wait(timeout=10)
            send(ballot.pk, clock=at(0), open_client=piclo.client)
        finally:
            database.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=20)
    assert piclo.posts() == 1
    assert Ballot.objects.get(pk=ballot.pk).state == BallotState.SUBMITTED

"""What people do with ballots, and what they may not."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from bidding.models import Ballot, BallotState, WrongState
from bidding.rules.rates import Rate
from bidding.rules.values import Offer
from bidding.selectors.market import Behind
from bidding.services import (
    approve_ballot,
    ask_for_approval,
    copy_ballot,
    discard_ballot,
    draft_ballot,
    save_draft,
    send_back,
    withdraw_ballot,
)
from bidding.services.errors import HasFaults, NotAllowed, StaleVersion
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.audit.models import Event
from tests.factories.bidding import CLOSES, NOW, MarketRows, make_ballot, make_market
from tests.support.fixtures import MakeMember


def offer(market: MarketRows, mw: str = "1.000") -> Offer:
    prices = {Rate.UTILISATION: Decimal("218.00")}
    return Offer(market.windows[0].pk, 1, Decimal(mw), timedelta(hours=3), prices)


def save(
    ballot: Ballot, by: Membership, *offers: Offer, behind: Behind | None = None, version: int = 1
) -> Ballot:
    return save_draft(
        ballot=ballot, version=version, offers=offers, behind_it=behind or Behind(), by=by, now=NOW
    )


def kinds(ballot: Ballot) -> list[str]:
    return list(Event.objects.about(ballot).values_list("kind", flat=True))


def test_from_draft_to_approved(market: MarketRows, bidder: Membership, approver: Membership) -> None:
    ballot = draft_ballot(competition=market.competition, by=bidder, now=NOW)
    ballot = save(ballot, bidder, offer(market))
    ballot = ask_for_approval(ballot=ballot, version=2, by=bidder, now=NOW)
    ballot = approve_ballot(ballot=ballot, version=2, by=approver, now=NOW)
    assert (ballot.state, ballot.approved_by) == (BallotState.APPROVED, approver.user)
    assert kinds(ballot) == ["ballot.approved", "ballot.asked", "ballot.changed", "ballot.drafted"]


def test_a_competition_has_one_ballot_being_prepared(market: MarketRows, bidder: Membership) -> None:
    first = draft_ballot(competition=market.competition, by=bidder, now=NOW)
    assert draft_ballot(competition=market.competition, by=bidder, now=NOW) == first


def test_the_database_refuses_a_second_one_on_its_way(market: MarketRows, bidder: Membership) -> None:
    make_ballot(market, bidder, BallotState.UNCONFIRMED)
    with pytest.raises(IntegrityError, match="ballot_one_on_its_way"), transaction.atomic():
        make_ballot(market, bidder, BallotState.DRAFT)


def test_the_database_sends_nothing_that_nobody_approved(market: MarketRows, bidder: Membership) -> None:
    with pytest.raises(IntegrityError, match="ballot_sent_only_if_approved"), transaction.atomic():
        make_ballot(market, bidder, BallotState.APPROVED, approved_by=None)


def test_the_database_wants_a_digest_before_a_send(market: MarketRows, bidder: Membership) -> None:
    with pytest.raises(IntegrityError, match="ballot_sending_has_digest"), transaction.atomic():
        make_ballot(market, bidder, BallotState.SENDING, digest="")


def test_no_draft_is_begun_after_the_close(market: MarketRows, bidder: Membership) -> None:
    with pytest.raises(NotAllowed, match="closed"):
        draft_ballot(competition=market.competition, by=bidder, now=CLOSES)


def test_a_draft_may_be_saved_with_faults_but_not_asked_for(market: MarketRows, bidder: Membership) -> None:
    ballot = draft_ballot(competition=market.competition, by=bidder, now=NOW)
    ballot = save(ballot, bidder, offer(market, "1.466"))
    with pytest.raises(HasFaults, match=r"0\.100 over need"):
        ask_for_approval(ballot=ballot, version=2, by=bidder, now=NOW)
    assert Ballot.objects.get(pk=ballot.pk).state == BallotState.DRAFT


def test_what_somebody_else_saved_is_not_overwritten(
    market: MarketRows, bidder: Membership, approver: Membership
) -> None:
    ballot = draft_ballot(competition=market.competition, by=bidder, now=NOW)
    save(ballot, approver, offer(market))
    with pytest.raises(StaleVersion) as stale:
        save(ballot, bidder, offer(market, "0.500"))
    assert (stale.value.who, stale.value.version) == (str(approver.user), 2)
    assert ballot.bids.get().capacity_mw == Decimal("1.000")


def test_saving_the_same_again_is_no_event(market: MarketRows, bidder: Membership) -> None:
    ballot = draft_ballot(competition=market.competition, by=bidder, now=NOW)
    save(ballot, bidder, offer(market))
    save(ballot, bidder, offer(market), version=2)
    assert kinds(ballot) == ["ballot.changed", "ballot.drafted"]


def test_chosen_assets_lower_what_is_free(market: MarketRows, bidder: Membership) -> None:
    ballot = draft_ballot(competition=market.competition, by=bidder, now=NOW)
    chosen = Behind(all_assets=False, chosen=frozenset({market.assets[1].pk}))
    ballot = save(ballot, bidder, offer(market), behind=chosen)
    with pytest.raises(HasFaults, match=r"0\.400 over free"):
        ask_for_approval(ballot=ballot, version=2, by=bidder, now=NOW)


def test_a_window_of_another_competition_is_refused(market: MarketRows, bidder: Membership) -> None:
    other = make_market(bidder.organisation)
    ballot = draft_ballot(competition=market.competition, by=bidder, now=NOW)
    with pytest.raises(NotAllowed, match="does not belong"):
        save(ballot, bidder, replace(offer(market), window=other.windows[0].pk))


def test_who_asked_cannot_approve(market: MarketRows, approver: Membership) -> None:
    ballot = make_ballot(market, approver, BallotState.AWAITING_APPROVAL)
    with pytest.raises(NotAllowed, match="somebody else must give it"):
        approve_ballot(ballot=ballot, version=1, by=approver, now=NOW)


def test_who_changed_it_last_cannot_approve(
    market: MarketRows, bidder: Membership, approver: Membership
) -> None:
    ballot = make_ballot(market, bidder, BallotState.AWAITING_APPROVAL, drafted_by=approver.user)
    with pytest.raises(NotAllowed, match="You changed this ballot last"):
        approve_ballot(ballot=ballot, version=1, by=approver, now=NOW)


def test_who_may_not_approve_cannot(market: MarketRows, bidder: Membership, make_member: MakeMember) -> None:
    ballot = make_ballot(market, bidder, BallotState.AWAITING_APPROVAL)
    with pytest.raises(NotAllowed, match="may not approve"):
        approve_ballot(ballot=ballot, version=1, by=make_member(Role.BIDDER), now=NOW)


def test_one_person_is_enough_where_the_organisation_says_so(
    market: MarketRows, approver: Membership
) -> None:
    approver.organisation.needs_second_approver = False
    approver.organisation.save()
    ballot = make_ballot(market, approver, BallotState.AWAITING_APPROVAL)
    assert approve_ballot(ballot=ballot, version=1, by=approver, now=NOW).state == BallotState.APPROVED


def test_an_approval_is_of_the_version_that_was_seen(
    market: MarketRows, bidder: Membership, approver: Membership
) -> None:
    ballot = make_ballot(market, bidder, BallotState.AWAITING_APPROVAL, version=3)
    with pytest.raises(StaleVersion):
        approve_ballot(ballot=ballot, version=2, by=approver, now=NOW)


def test_what_was_right_when_drafted_is_checked_again_at_approval(
    market: MarketRows, bidder: Membership, approver: Membership
) -> None:
    ballot = make_ballot(market, bidder, BallotState.AWAITING_APPROVAL)
    market.opportunity.total_capacity_mw = Decimal("0.750")
    market.opportunity.save()
    with pytest.raises(HasFaults, match=r"0\.250 over free"):
        approve_ballot(ballot=ballot, version=1, by=approver, now=NOW)
    with pytest.raises(HasFaults, match="Bidding has closed"):
        approve_ballot(ballot=ballot, version=1, by=approver, now=CLOSES)


def test_a_ballot_comes_back_with_a_reason(
    market: MarketRows, bidder: Membership, approver: Membership
) -> None:
    ballot = make_ballot(market, bidder, BallotState.AWAITING_APPROVAL)
    with pytest.raises(NotAllowed, match="Say why"):
        send_back(ballot=ballot, reason=" ", by=approver, now=NOW)
    back = send_back(ballot=ballot, reason="Monday is too cheap.", by=approver, now=NOW)
    assert (back.state, back.sent_back_reason) == (BallotState.DRAFT, "Monday is too cheap.")


def test_who_asked_may_take_it_back(market: MarketRows, bidder: Membership, make_member: MakeMember) -> None:
    ballot = make_ballot(market, bidder, BallotState.AWAITING_APPROVAL)
    with pytest.raises(NotAllowed, match="Only who asked"):
        send_back(ballot=ballot, reason="", by=make_member(Role.BIDDER), now=NOW)
    assert send_back(ballot=ballot, reason="", by=bidder, now=NOW).state == BallotState.DRAFT


@pytest.mark.parametrize("state", [BallotState.SENDING, BallotState.UNCONFIRMED, BallotState.SUBMITTED])
def test_what_has_left_cannot_come_back(market: MarketRows, approver: Membership, state: str) -> None:
    ballot = make_ballot(market, approver, state)
    with pytest.raises(WrongState):
        send_back(ballot=ballot, reason="Wait", by=approver, now=NOW)


def test_an_approved_ballot_is_not_changed(market: MarketRows, bidder: Membership) -> None:
    ballot = make_ballot(market, bidder, BallotState.APPROVED)
    with pytest.raises(NotAllowed, match="cannot be changed"):
        save(ballot, bidder, offer(market))


def test_changing_what_was_submitted_is_a_new_ballot(market: MarketRows, bidder: Membership) -> None:
    standing = make_ballot(market, bidder, BallotState.SUBMITTED)
    copy = draft_ballot(competition=market.competition, by=bidder, now=NOW)
    assert (copy.state, copy.replaces) == (BallotState.DRAFT, standing)
    assert copy.bids.get().capacity_mw == standing.bids.get().capacity_mw
    assert copy.bids.get().piclo_id == ""
    assert Ballot.objects.get(pk=standing.pk).state == BallotState.SUBMITTED


def test_a_refused_ballot_is_mended_in_a_copy(market: MarketRows, bidder: Membership) -> None:
    refused = make_ballot(market, bidder, BallotState.REFUSED)
    copy = copy_ballot(ballot=refused, by=bidder, now=NOW)
    assert copy.state == BallotState.DRAFT
    with pytest.raises(NotAllowed, match="Another ballot"):
        copy_ballot(ballot=refused, by=bidder, now=NOW)


def test_a_draft_is_thrown_away_but_not_more(market: MarketRows, bidder: Membership) -> None:
    draft = make_ballot(market, bidder)
    assert discard_ballot(ballot=draft, by=bidder, now=NOW).state == BallotState.DISCARDED
    submitted = make_ballot(market, bidder, BallotState.SUBMITTED)
    with pytest.raises(WrongState):
        discard_ballot(ballot=submitted, by=bidder, now=NOW)


def test_a_ballot_is_withdrawn_until_the_close(market: MarketRows, bidder: Membership) -> None:
    ballot = make_ballot(market, bidder, BallotState.SUBMITTED)
    with pytest.raises(NotAllowed, match="until the close"):
        withdraw_ballot(ballot=ballot, by=bidder, now=CLOSES)
    assert withdraw_ballot(ballot=ballot, by=bidder, now=NOW).state == BallotState.WITHDRAWING


def test_nothing_is_withdrawn_while_its_successor_is_on_its_way(
    market: MarketRows, bidder: Membership
) -> None:
    ballot = make_ballot(market, bidder, BallotState.SUBMITTED)
    make_ballot(market, bidder, BallotState.UNCONFIRMED)
    with pytest.raises(NotAllowed, match="on its way"):
        withdraw_ballot(ballot=ballot, by=bidder, now=NOW)


def test_a_stranger_finds_no_ballot_to_do_anything_with(
    market: MarketRows, bidder: Membership, stranger: Membership
) -> None:
    ballot = make_ballot(market, bidder)
    with pytest.raises(Ballot.DoesNotExist):
        discard_ballot(ballot=ballot, by=stranger, now=NOW)

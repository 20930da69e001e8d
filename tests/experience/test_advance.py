"""Hurrying competitions and instructions along."""

from datetime import UTC, datetime, timedelta

import pytest

from experience.market.errors import Refused
from experience.market.models import Bid, Competition, Dispatch, FlexProvider, Obligation
from experience.market.rules.stages import Stage
from experience.market.rules.timetables import compressed_schedule
from experience.market.services.advance import advance_competition, advance_dispatch
from experience.market.services.dispatches import Answer, respond
from experience.scenery import mock
from experience.seed import add_estate, add_operators, add_provider
from tests.experience import builders

MINUTE = timedelta(minutes=1)


@pytest.fixture
def quick(db: None, now: datetime) -> Competition:
    """A compressed mock competition, announced, five minutes before it begins."""
    add_operators()
    add_estate(add_provider(now), now)
    made = mock.keep_mock_competitions(now=now - 5 * MINUTE, compressed=True)
    return next(each for each in made if each.qualification_open == now)


def test_every_stage_of_a_competition_can_be_called_up_at_once(quick: Competition, now: datetime) -> None:
    moment, seen = now - 4 * MINUTE, []
    for _ in range(4):
        moved = advance_competition(quick.pk, by="operator", now=moment)
        seen.append(moved.stage(moment))
        moment += timedelta(seconds=5)
    assert seen == [Stage.QUALIFICATION_OPEN, Stage.OPEN, Stage.CLOSED, Stage.CONFIRMED]
    moved = advance_competition(quick.pk, by="operator", now=moment)
    assert moved.dispatch_due == moment
    Competition.objects.filter(pk=quick.pk).update(dispatched_at=moment)
    assert advance_competition(quick.pk, by="operator", now=moment).stage(moment) == Stage.ARCHIVED
    with pytest.raises(Refused, match="no further stage"):
        advance_competition(quick.pk, by="operator", now=moment)


def test_later_instants_come_nearer_by_as_much_and_earlier_ones_stay(
    quick: Competition, now: datetime
) -> None:
    moment = now + MINUTE
    before = compressed_schedule(now)
    moved = advance_competition(quick.pk, by="operator", now=moment)
    shift = before.open - moment
    assert moved.qualification_open == before.qualification_open
    assert (moved.qualification_closed, moved.open) == (moment, moment)
    assert moved.closed == before.closed - shift
    assert moved.confirm_due == before.plan.confirm_due - shift
    assert before.plan.delivery_start is not None
    assert moved.delivery_start == before.plan.delivery_start - shift


def test_assets_are_tested_before_qualification_is_cut_short(quick: Competition, now: datetime) -> None:
    for seconds in (0, 5):
        advance_competition(quick.pk, by="operator", now=now - 4 * MINUTE + timedelta(seconds=seconds))
    assert quick.qualifications.filter(eligible=True).exists()


def test_delivery_is_not_pulled_out_of_its_window(quick: Competition, now: datetime) -> None:
    moved = advance_competition(quick.pk, by="operator", now=now - 4 * MINUTE)
    assert moved.delivery_start == now + 12 * MINUTE - 4 * MINUTE
    early = advance_competition(quick.pk, by="operator", now=now - 3 * MINUTE)
    early = advance_competition(quick.pk, by="operator", now=now - 2 * MINUTE)
    early = advance_competition(quick.pk, by="operator", now=now - MINUTE)
    assert early.delivery_start is not None
    assert early.delivery_start >= now


def test_a_closed_competition_is_decided_by_merit_where_nobody_has(
    provider: FlexProvider, open_competition: Competition
) -> None:
    bid = builders.bid(open_competition, provider)
    advance_competition(open_competition.pk, by="operator", now=open_competition.closed)
    assert Bid.objects.get(pk=bid.pk).decision == "accepted"
    assert Obligation.objects.filter(bid=bid).exists()


def test_an_unanswered_instruction_expires(provider: FlexProvider, now: datetime) -> None:
    dispatch = builders.dispatch(provider, now)
    moved = advance_dispatch(dispatch.pk, by="operator", now=now + MINUTE)
    assert (moved.status, moved.respond_by, moved.version) == ("expired", now + MINUTE, 2)
    with pytest.raises(Refused, match="no further stage"):
        advance_dispatch(dispatch.pk, by="operator", now=now)


def test_an_accepted_instruction_starts_and_then_has_been_delivered(
    provider: FlexProvider, now: datetime
) -> None:
    dispatch = builders.dispatch(provider, now)
    respond(provider, [Answer(dispatch.pk, "accept")], now=now)
    at = datetime(2027, 1, 12, 10, 47, 30, tzinfo=UTC)
    started = advance_dispatch(dispatch.pk, by="operator", now=at)
    assert (started.start, started.end, started.status) == (at, at + 60 * MINUTE, "accepted")
    done = advance_dispatch(dispatch.pk, by="operator", now=at + MINUTE)
    half_hour = datetime(2027, 1, 12, 10, 30, tzinfo=UTC)
    assert (done.start, done.end, done.status) == (half_hour - 60 * MINUTE, half_hour, "delivered")
    assert Dispatch.objects.get(pk=dispatch.pk).version == 4

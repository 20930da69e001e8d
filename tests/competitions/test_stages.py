"""Where a competition stands by the clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from competitions.models import Competition
from competitions.rules.stages import Instants, Stage, stage_at
from portal.accounts.models import Organisation
from tests.factories.competitions import CompetitionFactory

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
WHOLE = Instants(
    qualification_open_at=START,
    qualification_closed_at=START + timedelta(days=10),
    open_at=START + timedelta(days=12),
    closed_at=START + timedelta(days=13),
    confirmed_at=START + timedelta(days=15),
    archive_on=date(2027, 6, 30),
)


@pytest.mark.parametrize(
    ("days", "stage", "then"),
    [
        (-1, Stage.ANNOUNCED, Stage.QUALIFICATION),
        (0, Stage.QUALIFICATION, Stage.QUALIFICATION_CLOSED),
        (9.99, Stage.QUALIFICATION, Stage.QUALIFICATION_CLOSED),
        (10, Stage.QUALIFICATION_CLOSED, Stage.BIDDING),
        (12, Stage.BIDDING, Stage.CLOSED),
        (12.999, Stage.BIDDING, Stage.CLOSED),
        (13, Stage.CLOSED, Stage.CONFIRMED),
        (15, Stage.CONFIRMED, Stage.ARCHIVED),
        (400, Stage.ARCHIVED, None),
    ],
)
def test_a_stage_holds_from_its_instant_on(days: float, stage: Stage, then: Stage | None) -> None:
    found = stage_at(WHOLE, START + timedelta(days=days))
    assert (found.stage, found.then) == (stage, then)
    assert (found.until is None) == (then is None)


def test_the_countdown_says_what_happens() -> None:
    found = stage_at(WHOLE, START + timedelta(days=12, hours=1))
    assert (found.until, found.what_happens) == (WHOLE.closed_at, "bidding closes")


def test_a_competition_is_archived_at_local_midnight() -> None:
    midnight = datetime(2027, 6, 29, 23, tzinfo=UTC)
    assert stage_at(WHOLE, midnight - timedelta(seconds=1)).stage is Stage.CONFIRMED
    assert stage_at(WHOLE, midnight).stage is Stage.ARCHIVED


def test_stages_without_an_instant_are_skipped() -> None:
    bare = Instants(open_at=START, closed_at=START + timedelta(days=1))
    assert stage_at(bare, START - timedelta(days=1)).stage is Stage.ANNOUNCED
    assert stage_at(bare, START).stage is Stage.BIDDING
    after = stage_at(bare, START + timedelta(days=2))
    assert (after.stage, after.until, after.then) == (Stage.CLOSED, None, None)


def test_qualification_that_outlasts_the_opening_does_not_hide_the_bidding() -> None:
    overlapping = Instants(
        qualification_open_at=START,
        qualification_closed_at=START + timedelta(days=5),
        open_at=START + timedelta(days=1),
        closed_at=START + timedelta(days=6),
    )
    found = stage_at(overlapping, START + timedelta(days=2))
    assert (found.stage, found.then) == (Stage.BIDDING, Stage.CLOSED)


def test_the_database_and_the_rule_agree_on_every_stage(organisation: Organisation) -> None:
    now = START + timedelta(days=3)
    offsets = (None, -1, 0, 1)
    competitions = Competition.objects.bulk_create(
        CompetitionFactory.build(
            organisation=organisation,
            piclo_id=f"c{number}",
            qualification_open_at=now - timedelta(days=9),
            qualification_closed_at=None if a is None else now + timedelta(days=a),
            open_at=None if b is None else now + timedelta(days=b),
            closed_at=None if c is None else now + timedelta(days=c),
            confirmed_at=None if d is None else now + timedelta(days=d),
            archive_on=None if e is None else now.date() + timedelta(days=e),
        )
        for number, (a, b, c, d, e) in enumerate(product(offsets, repeat=5))
    )
    by_rule = {competition.pk: competition.stage_at(now).stage for competition in competitions}
    by_database = {
        pk: stage
        for stage in Stage
        for pk in Competition.objects.in_stage(stage, now).values_list("pk", flat=True)
    }
    assert by_database == by_rule
    assert sum(Competition.objects.in_stage(stage, now).count() for stage in Stage) == len(competitions)

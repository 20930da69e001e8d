"""What people, providers and the clock do on the market."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from experience.market.errors import Refused
from experience.market.models import (
    Application,
    Bid,
    Competition,
    Dispatch,
    Event,
    FlexProvider,
    Obligation,
    Qualification,
    WebhookDelivery,
    WebhookRegistration,
)
from experience.market.services.applications import (
    approve_application,
    reject_application,
    submit_application,
)
from experience.market.services.decisions import (
    confirm_competition,
    decide_bid,
    decide_by_merit,
    renegotiate_bid,
)
from experience.market.services.dispatches import (
    Answer,
    change_dispatch,
    complete_dispatches,
    expire_dispatches,
    issue_dispatch,
    respond,
    stop_dispatch,
)
from experience.market.services.judging import explain, judge_due, override_qualification
from experience.market.services.publishing import publish_competition
from experience.market.services.standing import standing_of, standings_of
from tests.experience import builders

HOUR = timedelta(hours=1)


def standing(provider: FlexProvider, competition: Competition) -> set[str]:
    return set(standing_of(provider, competition).flex)


def test_assets_are_tested_when_they_come_and_when_they_change(provider: FlexProvider, now: datetime) -> None:
    competition = builders.competition(
        now, qualification_closed=(now + HOUR).isoformat(), open=(now + HOUR).isoformat()
    )
    inside = builders.asset(provider, "IN", modified=now)
    builders.asset(provider, "OUT", longitude=-1.0, modified=now)
    judge_due(now=now)
    assert standing(provider, competition) == {inside.pk}
    inside.longitude, inside.modified = -1.0, now + HOUR / 4
    inside.save()
    judge_due(now=now + HOUR / 3)
    assert standing(provider, competition) == set()
    inside.longitude, inside.modified = -2.7, now + HOUR / 2
    inside.save()
    judge_due(now=now + HOUR * 0.9)
    assert standing(provider, competition) == {inside.pk}


def test_after_qualification_has_closed_nothing_new_gets_in(provider: FlexProvider, now: datetime) -> None:
    early = builders.asset(provider, "EARLY")
    competition = builders.competition(now)
    builders.asset(provider, "LATE", created=now, modified=now)
    judge_due(now=now)
    early.longitude, early.modified = -1.0, now + HOUR
    early.save()
    assert judge_due(now=now + 2 * HOUR) == 0
    assert standing(provider, competition) == {early.pk}


def test_an_approval_opens_an_operators_competitions(now: datetime, db: None) -> None:
    provider = builders.provider("Newcomer")
    waiting = builders.application(provider, "LPN", "pending")
    asset = builders.asset(provider, "BAT-1")
    competition = builders.competition(
        now, qualification_closed=(now + HOUR).isoformat(), open=(now + HOUR).isoformat()
    )
    judge_due(now=now)
    assert standing(provider, competition) == set()
    assert [each.words for each in explain(competition, asset)] == ["The provider is not approved on LPN."]
    approve_application(waiting.pk, by="operator", now=now + HOUR / 4)
    judge_due(now=now + HOUR / 3)
    assert standing(provider, competition) == {asset.pk}


def test_a_rejected_application_has_a_reason_and_can_come_again(now: datetime, db: None) -> None:
    provider = builders.provider("Newcomer")
    record = builders.dps_record()
    application = submit_application(provider=provider, dps_record=record, now=now)
    with pytest.raises(Refused, match="needs a reason"):
        reject_application(application.pk, " ", by="operator", now=now)
    reject_application(application.pk, "No insurance.", by="operator", now=now)
    again = submit_application(provider=provider, dps_record=record, now=now + HOUR)
    assert (again.pk, again.status, again.reason) == (application.pk, "pending", "")
    with pytest.raises(Refused, match="pending already"):
        submit_application(provider=provider, dps_record=record, now=now + HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=again.pk).update(status="rejected")


@pytest.mark.parametrize(
    ("override", "inside", "stands"), [("+", False, True), ("-", True, False), ("", True, True)]
)
def test_an_override_outweighs_the_test(
    override: str,
    inside: bool,
    stands: bool,
    provider: FlexProvider,
    open_competition: Competition,
    now: datetime,
) -> None:
    asset = builders.asset(provider, "BAT-1", longitude=-2.8 if inside else -1.0)
    judge_due(now=now)
    override_qualification(open_competition, asset, override, "Looked at it.", by="operator", now=now)
    assert (asset.pk in standing(provider, open_competition)) is stands
    row = Qualification.objects.get(asset=asset)
    assert (row.eligible, row.override) == (inside, override)


def test_an_override_stays_when_the_asset_is_tested_again(provider: FlexProvider, now: datetime) -> None:
    competition = builders.competition(
        now, qualification_closed=(now + HOUR).isoformat(), open=(now + HOUR).isoformat()
    )
    asset = builders.asset(provider, "BAT-1", longitude=-1.0)
    override_qualification(competition, asset, "+", "", by="operator", now=now)
    asset.modified = now + HOUR / 4
    asset.save()
    judge_due(now=now + HOUR / 3)
    assert standing(provider, competition) == {asset.pk}
    with pytest.raises(Refused):
        override_qualification(competition, asset, "?", "", by="operator", now=now)


def test_a_postcode_list_is_a_boundary_too(provider: FlexProvider, now: datetime) -> None:
    asset = builders.asset(provider, "BAT-1", postcode="TD1 3AB", latitude=None, longitude=None)
    boundary = {"area_references": [], "postcodes": ["TD1 3"], "geometry": None}
    competition = builders.competition(now, boundary=boundary)
    judge_due(now=now)
    assert standing(provider, competition) == {asset.pk}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reference": "has space"}, "reference"),
        ({"open": "soon"}, "open"),
        ({"open": "2027-01-12T08:30:00"}, "zone"),
        ({"closed": "2020-01-01T00:00:00Z"}, "follow each other"),
        ({"boundary": {}}, "geometry"),
        ({"service_periods": []}, "service_periods"),
        ({"dps_record_reference": "NONE"}, "no DPS record"),
        ({"dps_record_reference": None, "operator_name": "Nobody"}, "no operator"),
        (
            {
                "service_periods": [
                    {"name": "P", "start": "2027-02-01", "end": "2027-01-01", "service_windows": []}
                ]
            },
            "length",
        ),
    ],
)
def test_a_competition_record_that_makes_no_sense_is_refused_in_words(
    change: dict[str, Any], words: str, provider: FlexProvider, now: datetime
) -> None:
    record = {**builders.competition_record(now), **change}
    with pytest.raises(Refused) as refused:
        publish_competition(record, by="operator", now=now)
    assert words in refused.value.words
    assert not Competition.objects.exists()


def test_a_competition_is_published_with_what_it_says_and_more(provider: FlexProvider, now: datetime) -> None:
    record = builders.competition_record(now, heat_risk="low")
    made = publish_competition(record, by="operator", now=now)
    assert (made.extra, made.operator.name) == ({"heat_risk": "low"}, "Lowland Power Networks")
    with pytest.raises(Refused, match="never re-used"):
        publish_competition(record, by="operator", now=now)


def test_bids_are_decided_after_the_close_and_with_a_reason(
    provider: FlexProvider, open_competition: Competition, now: datetime
) -> None:
    bid = builders.bid(open_competition, provider)
    after = open_competition.closed
    with pytest.raises(Refused, match="after bidding closes"):
        decide_bid(bid.pk, True, "", by="operator", now=now)
    with pytest.raises(Refused, match="needs a reason"):
        decide_bid(bid.pk, False, "", by="operator", now=after)
    with pytest.raises(Refused, match="1 of 1 bids are undecided"):
        confirm_competition(open_competition.pk, by="operator", now=after)
    assert decide_bid(bid.pk, False, "Too dear.", by="operator", now=after).decision == "rejected"
    assert decide_bid(bid.pk, True, "", by="operator", now=after).rejection_reason == ""
    confirm_competition(open_competition.pk, by="operator", now=after)
    with pytest.raises(Refused, match="was confirmed"):
        decide_bid(bid.pk, True, "", by="operator", now=after)
    with pytest.raises(Refused, match="was confirmed"):
        confirm_competition(open_competition.pk, by="operator", now=after)


def test_merit_respects_what_has_been_decided_already(
    provider: FlexProvider, open_competition: Competition, now: datetime
) -> None:
    dear = builders.bid(open_competition, provider, "1.500", "900.00")
    cheap = builders.bid(open_competition, builders.provider("Rival"), "1.000", "50.00")
    small = builders.bid(open_competition, builders.provider("Other"), "0.500", "60.00")
    after = open_competition.closed
    decide_bid(dear.pk, True, "", by="operator", now=after)
    assert decide_by_merit(open_competition, by="bot", now=after) == 2
    decisions = dict(Bid.objects.values_list("pk", "decision"))
    assert decisions == {dear.pk: "accepted", cheap.pk: "rejected", small.pk: "accepted"}


def test_accepted_bids_become_obligations_over_their_period(
    provider: FlexProvider, open_competition: Competition
) -> None:
    asset = builders.asset(provider, "BAT-1")
    bid = builders.bid(open_competition, provider, "0.700")
    lost = builders.bid(open_competition, builders.provider("Rival"))
    after = open_competition.closed
    decide_bid(bid.pk, True, "", by="operator", now=after)
    decide_bid(lost.pk, False, "Too dear.", by="operator", now=after)
    confirm_competition(open_competition.pk, by="operator", now=after)
    [obligation] = Obligation.objects.all()
    assert (obligation.bid_id, obligation.capacity, obligation.asset_ids) == (
        bid.pk,
        Decimal("0.70000"),
        [asset.pk],
    )
    assert (obligation.start.isoformat(), obligation.end.isoformat()) == ("2027-01-01", "2027-01-31")


def test_a_rejected_bid_can_be_contracted_on_negotiated_terms(
    provider: FlexProvider, open_competition: Competition
) -> None:
    bid = builders.bid(open_competition, provider)
    after = open_competition.closed
    with pytest.raises(Refused):
        renegotiate_bid(bid.pk, capacity=None, rates=None, by="operator", now=after)
    decide_bid(bid.pk, False, "Too dear.", by="operator", now=after)
    confirm_competition(open_competition.pk, by="operator", now=after)
    rates = [{"type": "utilisation", "value": "80.00"}]
    renegotiate_bid(bid.pk, capacity=Decimal("0.6"), rates=rates, by="operator", now=after)
    obligation = Obligation.objects.get(bid=bid)
    assert (obligation.capacity, obligation.rates) == (Decimal("0.6"), rates)
    bid.refresh_from_db()
    assert (bid.decision, bid.rejection_reason) == ("accepted", "")


@pytest.fixture
def listening(provider: FlexProvider) -> WebhookRegistration:
    return WebhookRegistration.objects.create(provider=provider, url="http://portal.test/hook/", secret="s")


def heard() -> list[tuple[str, int, str]]:
    return [
        (d.event, d.data["version"], d.data["status"])
        for d in WebhookDelivery.objects.order_by("created", "pk")
    ]


def test_an_instructions_life_is_told_by_webhook(
    provider: FlexProvider, listening: WebhookRegistration, now: datetime
) -> None:
    dispatch = builders.dispatch(provider, now)
    change_dispatch(dispatch.pk, capacity=Decimal("0.5"), by="operator", now=now + HOUR / 6)
    respond(provider, [Answer(dispatch.pk, "accept")], now=now + HOUR / 3)
    stop_dispatch(dispatch.pk, by="operator", now=now + HOUR / 2)
    assert heard() == [
        ("dispatch.created", 1, "pending"),
        ("dispatch.changed", 2, "pending"),
        ("dispatch.stopped", 4, "stopped"),
    ]
    dispatch.refresh_from_db()
    assert (dispatch.stopped_at, dispatch.version) == (now + HOUR / 2, 4)
    for again in (
        lambda: stop_dispatch(dispatch.pk, by="o", now=now),
        lambda: change_dispatch(dispatch.pk, by="o", now=now),
    ):
        with pytest.raises(Refused, match="already stopped"):
            again()


def test_what_nobody_answers_expires(
    provider: FlexProvider, listening: WebhookRegistration, now: datetime
) -> None:
    dispatch = builders.dispatch(provider, now)
    assert expire_dispatches(now=now + HOUR - timedelta(seconds=1)) == 0
    assert expire_dispatches(now=now + HOUR) == 1
    assert expire_dispatches(now=now + HOUR) == 0
    [outcome] = respond(provider, [Answer(dispatch.pk, "accept")], now=now + HOUR)
    assert (outcome.status, outcome.error) == ("expired", "The instruction is already expired.")
    assert heard()[-1] == ("dispatch.changed", 2, "expired")


def test_an_accepted_instruction_is_delivered_when_its_end_has_passed(
    provider: FlexProvider, now: datetime
) -> None:
    dispatch = builders.dispatch(provider, now)
    ignored = builders.dispatch(provider, now)
    respond(provider, [Answer(dispatch.pk, "accept")], now=now)
    assert complete_dispatches(now=dispatch.end - timedelta(seconds=1)) == 0
    assert complete_dispatches(now=dispatch.end) == 1
    assert Dispatch.objects.get(pk=dispatch.pk).status == "delivered"
    assert Dispatch.objects.get(pk=ignored.pk).status == "pending"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"end": timedelta(0)}, "end"),
        ({"capacity": Decimal("1.001")}, "capacity"),
        ({"capacity": Decimal(0)}, "capacity"),
        ({"respond_by": timedelta(hours=-8)}, "respond_by"),
    ],
)
def test_an_impossible_instruction_is_refused(
    change: dict[str, Any], field: str, provider: FlexProvider, now: datetime
) -> None:
    start = now + 7 * HOUR
    times = {name: start + value for name, value in change.items() if isinstance(value, timedelta)}
    values = {"start": start, "end": start + HOUR, "respond_by": now + HOUR, **change, **times}
    with pytest.raises(Refused) as refused:
        issue_dispatch(builders.obligation(provider, now), by="operator", now=now, **values)
    assert list(refused.value.fields) == [field]


def test_what_happens_is_noted_with_who_did_it(provider: FlexProvider, open_competition: Competition) -> None:
    bid = builders.bid(open_competition, provider)
    decide_bid(bid.pk, False, "Too dear.", by="operator", now=open_competition.closed)
    last = Event.objects.first()
    assert last is not None
    assert (last.actor, last.kind, last.subject_id) == ("operator", "bid.rejected", bid.pk)
    assert "Too dear." in last.words


def test_when_nothing_has_changed_nothing_is_tested(provider: FlexProvider, now: datetime) -> None:
    builders.competition(now, qualification_closed=(now + HOUR).isoformat(), open=(now + HOUR).isoformat())
    assert judge_due(now=now) == 1
    assert judge_due(now=now + HOUR / 4) == 0
    builders.asset(provider, "NEW", modified=now + HOUR / 3)
    assert judge_due(now=now + HOUR / 2) == 1
    assert judge_due(now=now + HOUR * 0.75) == 0


def test_standings_cost_the_same_for_one_competition_and_for_ten(
    provider: FlexProvider, now: datetime, django_assert_num_queries: Any
) -> None:
    asset = builders.asset(provider, "BAT-1")
    competitions = [builders.competition(now) for _ in range(10)]
    for competition in competitions:
        builders.qualify(competition, asset)
    with django_assert_num_queries(3):
        found = standings_of(provider, competitions)
    assert {frozenset(standing.flex) for standing in found.values()} == {frozenset({asset.pk})}

"""Piclo's competitions and opportunities brought into ours."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from django.db import connection as database
from pytest_django import DjangoAssertNumQueries

from competitions.models import Competition, Opportunity, ServicePeriod, ServiceWindow
from competitions.sync import CompetitionPull, OpportunityPull
from portal.accounts.models import Organisation
from portal.piclo.client import PicloClient
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection
from portal.piclo.tokens import TokenCache
from portal.piclo.wire import Competition as PicloCompetition
from portal.piclo.wire import Page, read_page
from tests.factories.competitions import MONKTONHALL, CompetitionFactory
from tests.factories.piclo import ConnectionFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def connection(organisation: Organisation) -> Connection:
    return ConnectionFactory.create(organisation=organisation)


def window(piclo_id: str = "w1", **fields: Any) -> dict[str, Any]:
    return {
        "id": piclo_id,
        "name": "Evening",
        "start": "16:30",
        "end": "18:00",
        "service_days": ["Monday", "Friday"],
        "minimum_aggregate_asset_size": "0.100",
        "capacity_required": "1.366",
        "required_response_time": "00:15:00",
        "fixed_rates": [{"type": "utilisation", "value": "240.00"}],
        **fields,
    }


def competition(piclo_id: str = "c1", *windows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    period = {
        "id": f"p-{piclo_id}",
        "name": "December",
        "start": "2026-12-01",
        "end": "2026-12-31",
        "service_windows": list(windows or [window()]),
    }
    return {
        "id": piclo_id,
        "reference": f"REF_{piclo_id}",
        "name": "Monktonhall",
        "qualification_open": "2026-11-02T09:00:00Z",
        "qualification_closed": "2026-11-20T17:00:00Z",
        "open": "2026-11-23T09:00:00Z",
        "closed": "2026-11-23T17:00:00Z",
        "area_buffer": "0.100",
        "boundary": {"area_references": ["MONK"], "postcodes": [], "geometry": MONKTONHALL},
        "need_direction": "Deficit",
        "type": "Utilisation",
        "maximum_budget": "12000.00",
        "archive_on": "2027-06-30",
        "service_periods": [period],
        **fields,
    }


def page_of(*records: dict[str, Any]) -> Page[PicloCompetition]:
    return read_page(PicloCompetition, records)


def pull(connection: Connection, *records: dict[str, Any]) -> Tally:
    reading = CompetitionPull()
    return reading.apply(connection, page_of(*records), NOW) + reading.finish(connection, NOW)


def footprint() -> list[Any]:
    """Where all rows lie and which transactions wrote or locked them."""
    rows = []
    with database.cursor() as cursor:
        for model in (Competition, ServicePeriod, ServiceWindow, Opportunity):
            cursor.execute(f"SELECT t.ctid, t.xmin, t.xmax FROM {model._meta.db_table} t ORDER BY id")
            rows += cursor.fetchall()
    return rows


def test_a_competition_comes_with_its_periods_and_windows(connection: Connection) -> None:
    assert pull(connection, competition()) == Tally(created=1)
    stored = Competition.objects.get()
    assert (stored.reference, stored.closed_at) == ("REF_c1", datetime(2026, 11, 23, 17, tzinfo=UTC))
    assert stored.boundary["geometry"] == MONKTONHALL
    assert stored.archive_on == date(2027, 6, 30)
    period = stored.periods.get()
    assert (period.start_on, period.end_on) == (date(2026, 12, 1), date(2026, 12, 31))
    evening = period.windows.get()
    assert (evening.start_time, evening.end_time, evening.weekdays) == (time(16, 30), time(18), [1, 5])
    assert evening.capacity_required_mw == Decimal("1.366")
    assert evening.required_response_time == timedelta(minutes=15)
    assert (evening.fixed_utilisation_price, evening.fixed_availability_price) == (Decimal("240"), None)


def test_a_pull_that_finds_nothing_new_writes_no_row(connection: Connection) -> None:
    records = [competition("c1", window("w1"), window("w2")), competition("c2")]
    pull(connection, *records)
    before = footprint()
    assert pull(connection, *records) == Tally(unchanged=2)
    assert footprint() == before


CRITERIA = {"asset_types": ["battery"], "maximum_response_time": "00:15:00", "heat_map": [1, 2]}


@pytest.mark.parametrize(
    ("given", "kept"),
    [(CRITERIA, CRITERIA), (None, {}), ([], {}), ("strict", {}), ({"a": {"b": 1}}, {"a": {"b": 1}})],
)
def test_an_operators_criteria_are_kept_and_bad_ones_cost_no_competition(
    connection: Connection, given: Any, kept: dict[str, Any]
) -> None:
    assert pull(connection, competition(criteria=given)) == Tally(created=1)
    assert Competition.objects.get().criteria == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([[-3.2, 55, -3, "56.5"]], [[-3.2, 55.0, -3.0, 56.5]]),
        ([[1, 2, 3], "box", None, [1, 2, 3, "x"], [1, 2, 3, 4]], [[1.0, 2.0, 3.0, 4.0]]),
        ("everywhere", []),
        (None, []),
    ],
)
def test_boxes_are_kept_and_bad_ones_cost_no_competition(
    connection: Connection, given: Any, kept: list[list[float]]
) -> None:
    boundary = {"area_references": [], "postcodes": [], "bounding_boxes": given}
    assert pull(connection, competition(boundary=boundary)) == Tally(created=1)
    assert Competition.objects.get().boundary["bounding_boxes"] == kept


def test_a_competition_changes_when_one_of_its_windows_does(connection: Connection) -> None:
    pull(connection, competition("c1"), competition("c2"))
    changed = competition("c1", window(capacity_required="2.000"))
    assert pull(connection, changed, competition("c2")) == Tally(changed=1, unchanged=1)
    assert ServiceWindow.objects.get(period__competition__piclo_id="c1").capacity_required_mw == 2


def test_a_window_that_vanished_is_marked_and_may_come_back(connection: Connection) -> None:
    both = competition("c1", window("w1"), window("w2"))
    pull(connection, both)
    assert pull(connection, competition("c1", window("w1"))) == Tally(changed=1)
    assert ServiceWindow.objects.get(piclo_id="w2").gone_at == NOW
    assert pull(connection, competition("c1", window("w1"))) == Tally(unchanged=1)
    pull(connection, both)
    assert ServiceWindow.objects.get(piclo_id="w2").gone_at is None


def test_a_competition_that_vanished_is_marked(connection: Connection) -> None:
    pull(connection, competition("c1"), competition("c2"))
    assert pull(connection, competition("c2")) == Tally(unchanged=1, gone=1)
    assert Competition.objects.get(piclo_id="c1").gone_at == NOW
    assert pull(connection, competition("c1"), competition("c2")) == Tally(changed=1, unchanged=1)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (competition("bad", window(service_days=["Mittwoch"])), "'Mittwoch' is no day of the week"),
        (competition("bad", reference="x" * 41), "reference: is longer than 40 characters"),
        (
            competition("bad", window(capacity_required="12345678")),
            "Evening, capacity required mw: 12345678 is too large",
        ),
    ],
)
def test_a_competition_that_does_not_fit_is_refused_whole_and_spoils_no_other(
    connection: Connection, record: dict[str, Any], reason: str
) -> None:
    page = page_of(record, competition("good"))
    assert CompetitionPull().apply(connection, page, NOW) == Tally(created=1)
    assert [refusal.reason for refusal in page.refused] == [reason]
    assert Competition.objects.get().piclo_id == "good"


def test_a_period_that_ends_before_it_starts_is_refused(connection: Connection) -> None:
    record = competition()
    record["service_periods"][0] |= {"start": "2026-12-31", "end": "2026-12-01"}
    page = page_of(record)
    CompetitionPull().apply(connection, page, NOW)
    assert page.refused[0].reason == "December: the period ends before it starts"


def test_a_page_takes_the_same_few_queries_whatever_its_size(
    connection: Connection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    records = [competition(f"c{n}", window("w1"), window("w2")) for n in range(60)]
    with django_assert_max_num_queries(24):
        pull(connection, *records)
    assert ServiceWindow.objects.count() == 120


class Opportunities:
    """Piclo's opportunities, and the competitions that it shows one by one."""

    def __init__(self, *listed: dict[str, Any], shown: dict[str, dict[str, Any]] | None = None) -> None:
        self.listed, self.shown, self.asked = list(listed), shown or {}, []  # type: ignore[var-annotated]

    def client(self, connection: Connection) -> PicloClient:
        transport = httpx.MockTransport(self.answer)
        return PicloClient(connection.settings(), transport=transport, tokens=TokenCache())

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/authtoken/v1/":
            return httpx.Response(200, json={"token": "a.b.c"})
        if path == "/bidding-opportunities/v1/":
            return httpx.Response(200, json=self.listed)
        self.asked.append(path)
        found = self.shown.get(path.split("/")[-2])
        return (
            httpx.Response(200, json=found) if found else httpx.Response(404, json={"detail": "Not found."})
        )


def opportunity(competition_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "competition_id": competition_id,
        "assets": {"flex": ["a2", "a1"], "planned": []},
        "total_capacity": "0.850",
        **fields,
    }


def pull_opportunities(connection: Connection, piclo: Opportunities) -> tuple[Tally, list[str]]:
    reading, tally = OpportunityPull(connection.organisation_id), Tally()
    refused: list[str] = []
    pages: Iterator[Any] = reading.pages(piclo.client(connection))
    for page in pages:
        tally += reading.apply(connection, page, NOW)
        refused += [refusal.reason for refusal in page.refused]
    return tally + reading.finish(connection, NOW), refused


@pytest.fixture
def known(connection: Connection) -> Competition:
    return CompetitionFactory.create(organisation=connection.organisation, piclo_id="c1")


def test_an_opportunity_says_with_what_we_may_bid(connection: Connection, known: Competition) -> None:
    assert pull_opportunities(connection, Opportunities(opportunity("c1"))) == (Tally(created=1), [])
    stored = Opportunity.objects.get()
    assert (stored.competition, stored.total_capacity_mw) == (known, Decimal("0.850"))
    assert stored.flex_asset_ids == ["a2", "a1"]


def test_the_same_opportunities_again_write_no_row(connection: Connection, known: Competition) -> None:
    pull_opportunities(connection, Opportunities(opportunity("c1")))
    before = footprint()
    assert pull_opportunities(connection, Opportunities(opportunity("c1")))[0] == Tally(unchanged=1)
    assert footprint() == before


def test_an_opportunity_that_is_no_longer_listed_is_marked(
    connection: Connection, known: Competition
) -> None:
    pull_opportunities(connection, Opportunities(opportunity("c1")))
    assert pull_opportunities(connection, Opportunities())[0] == Tally(gone=1)
    assert not Opportunity.objects.standing().exists()
    assert pull_opportunities(connection, Opportunities(opportunity("c1")))[0] == Tally(changed=1)


def test_a_competition_that_is_new_to_us_is_fetched_at_once(
    connection: Connection, known: Competition
) -> None:
    piclo = Opportunities(opportunity("c1"), opportunity("c9"), shown={"c9": competition("c9")})
    assert pull_opportunities(connection, piclo) == (Tally(created=2), [])
    assert piclo.asked == ["/competitions/v1/c9/"]
    assert Opportunity.objects.get(competition__piclo_id="c9").competition.periods.count() == 1


def test_an_opportunity_in_nothing_that_piclo_shows_is_refused(connection: Connection) -> None:
    tally, refused = pull_opportunities(connection, Opportunities(opportunity("c9")))
    assert tally == Tally()
    assert refused == ["Piclo lists an opportunity in a competition that it does not show."]

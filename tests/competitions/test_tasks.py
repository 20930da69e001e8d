"""Feeds of competitions, from the task to the rows."""

from typing import Any

import pytest
import respx
from httpx import Response

from assets.models import Asset
from assets.tasks import pull_assets
from competitions.models import Competition, Opportunity, PicloStanding
from competitions.tasks import pull_competitions, pull_opportunities, pull_qualifications
from portal.accounts.models import Organisation
from portal.piclo.models import Connection, RunState, SyncRun
from tests.assets.test_sync import record
from tests.competitions.test_standings import word
from tests.competitions.test_sync import competition, opportunity
from tests.factories.piclo import ConnectionFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connection() -> Connection:
    return ConnectionFactory.create()


@pytest.fixture
def piclo() -> Any:
    with respx.mock(base_url="https://piclo.test", assert_all_called=False) as router:
        router.post("/authtoken/v1/").mock(Response(200, json={"token": "a.b.c"}))
        yield router


@pytest.mark.parametrize(
    ("task", "path", "records", "model"),
    [
        (pull_assets, "/assets/v1/", [record("a1"), {"id": "bad"}], Asset),
        (pull_competitions, "/competitions/v1/", [competition("c1"), {"id": "bad"}], Competition),
        (pull_qualifications, "/asset-qualifications/v1/", [word(), {"id": "bad"}], PicloStanding),
    ],
)
def test_a_feed_ends_in_rows_and_a_run_that_people_can_open(
    connection: Connection, piclo: Any, task: Any, path: str, records: list[Any], model: Any
) -> None:
    piclo.get(path).mock(Response(200, json=records))
    task(connection_id=connection.pk, trigger="person")
    run = SyncRun.objects.get()
    assert (run.state, run.trigger, run.seen, run.created, run.refused) == (RunState.DONE, "person", 2, 1, 1)
    assert model.objects.get().organisation_id == connection.organisation_id


def test_opportunities_bring_their_competition(connection: Connection, piclo: Any) -> None:
    piclo.get("/bidding-opportunities/v1/").mock(Response(200, json=[opportunity("c1"), opportunity("c2")]))
    piclo.get("/competitions/v1/c1/").mock(Response(200, json=competition("c1")))
    piclo.get("/competitions/v1/c2/").mock(Response(404, json={"detail": "Not found."}))
    pull_opportunities(connection_id=connection.pk, trigger="schedule")
    assert Opportunity.objects.get().competition.piclo_id == "c1"
    assert SyncRun.objects.get().refused_records.get().ref == "c2"


def test_a_connection_that_was_removed_meanwhile_is_no_error(organisation: Organisation) -> None:
    pull_opportunities(connection_id=987_654, trigger="schedule")
    assert not SyncRun.objects.exists()

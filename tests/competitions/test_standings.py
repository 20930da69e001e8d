"""Piclo's word on our assets in competitions, brought into ours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.db import IntegrityError, transaction
from django.db import connection as database
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assets.models import Asset
from competitions.models import Competition, PicloStanding, StandingReading
from competitions.sync import StandingPull
from portal.accounts.models import Organisation
from portal.piclo.client import PicloClient
from portal.piclo.errors import Rejected
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection, Trigger
from portal.piclo.tokens import TokenCache
from portal.piclo.wire import AssetQualification, Page, read_page
from tests.factories.assets import AssetFactory
from tests.factories.competitions import CompetitionFactory
from tests.factories.piclo import ConnectionFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def connection(organisation: Organisation) -> Connection:
    return ConnectionFactory.create(organisation=organisation)


@pytest.fixture
def asset(organisation: Organisation) -> Asset:
    return AssetFactory.create(organisation=organisation, piclo_id="a1")


@pytest.fixture
def competition(organisation: Organisation) -> Competition:
    return CompetitionFactory.create(organisation=organisation, piclo_id="c1")


def word(asset_id: str = "a1", competition_id: str = "c1", **fields: Any) -> dict[str, Any]:
    return {
        "id": f"{asset_id}-{competition_id}",
        "asset_id": asset_id,
        "competition_id": competition_id,
        "status": "eligible",
        "reasons": [],
        "modified": "2026-11-23T09:00:00Z",
        **fields,
    }


def page_of(*records: Any) -> Page[AssetQualification]:
    return read_page(AssetQualification, records)


def pull(connection: Connection, *records: Any, trigger: str = Trigger.SCHEDULE, at: datetime = NOW) -> Tally:
    reading = StandingPull.begun(connection.organisation_id, trigger, at)
    return reading.apply(connection, page_of(*records), at) + reading.finish(connection, at)


def test_a_word_is_tied_to_our_asset_and_competition(
    connection: Connection, asset: Asset, competition: Competition
) -> None:
    reasons = ["No Active Export capacity.", "The asset is archived."]
    assert pull(connection, word(status="ineligible", reasons=reasons, new_field=1)) == Tally(created=1)
    stored = PicloStanding.objects.standing().get()
    assert (stored.asset, stored.competition) == (asset, competition)
    assert (stored.status, stored.reasons) == ("ineligible", reasons)
    assert stored.raw["new_field"] == 1


def test_a_reading_that_finds_nothing_new_writes_no_row(
    connection: Connection, asset: Asset, competition: Competition
) -> None:
    pull(connection, word())
    before = _footprint()
    assert pull(connection, word()) == Tally(unchanged=1)
    assert _footprint() == before


def _footprint() -> list[Any]:
    with database.cursor() as cursor:
        cursor.execute(f"SELECT ctid, xmin, xmax FROM {PicloStanding._meta.db_table} ORDER BY id")
        return list(cursor.fetchall())


def test_a_changed_word_changes_the_row(
    connection: Connection, asset: Asset, competition: Competition
) -> None:
    pull(connection, word())
    later = word(status="disqualified", reasons=["Fault level"], modified="2026-11-23T09:30:00Z")
    assert pull(connection, later) == Tally(changed=1)
    stored = PicloStanding.objects.get()
    assert (stored.status, stored.reasons) == ("disqualified", ["Fault level"])


def test_a_word_on_what_we_have_not_read_yet_waits_for_it(
    connection: Connection, organisation: Organisation
) -> None:
    assert pull(connection, word()) == Tally(created=1)
    assert PicloStanding.objects.parked().count() == 1
    asset = AssetFactory.create(organisation=organisation, piclo_id="a1")
    pull(connection)
    assert PicloStanding.objects.parked().get().asset == asset
    competition = CompetitionFactory.create(organisation=organisation, piclo_id="c1")
    pull(connection)
    stored = PicloStanding.objects.standing().get()
    assert (stored.asset, stored.competition) == (asset, competition)


def test_another_organisations_rows_are_not_tied(connection: Connection) -> None:
    AssetFactory.create(piclo_id="a1")
    CompetitionFactory.create(piclo_id="c1")
    pull(connection, word())
    pull(connection)
    assert PicloStanding.objects.parked().count() == 1


def test_an_asset_registered_anew_leaves_its_old_words(
    connection: Connection, asset: Asset, competition: Competition
) -> None:
    pull(connection, word("a1"))
    Asset.objects.filter(pk=asset.pk).update(piclo_id="a2")
    pull(connection, word("a2", status="qualified"))
    assert PicloStanding.objects.standing().get().status == "qualified"
    assert PicloStanding.objects.get(piclo_asset_id="a1").asset is None


def test_words_that_waited_leave_an_asset_registered_anew_too(
    connection: Connection, asset: Asset, competition: Competition
) -> None:
    pull(connection, word("a1"))
    pull(connection, word("a2", status="qualified"))
    Asset.objects.filter(pk=asset.pk).update(piclo_id="a2")
    pull(connection)
    assert PicloStanding.objects.standing().get().status == "qualified"


def test_only_a_whole_reading_marks_what_piclo_gives_no_more(
    connection: Connection, asset: Asset, competition: Competition
) -> None:
    pull(connection, word())
    assert pull(connection, at=NOW + MINUTE) == Tally()
    assert pull(connection, trigger=Trigger.PERSON, at=NOW + MINUTE) == Tally(gone=1)
    assert not PicloStanding.objects.standing().exists()
    assert pull(connection, word(), at=NOW + 2 * MINUTE) == Tally(changed=1)
    assert PicloStanding.objects.standing().exists()


def test_a_word_that_cannot_be_read_is_refused_and_not_marked_gone(
    connection: Connection, asset: Asset, competition: Competition
) -> None:
    pull(connection, word())
    page = page_of(word(status=7))
    reading = StandingPull(connection.organisation_id)
    reading.apply(connection, page, NOW)
    assert reading.finish(connection, NOW) == Tally()
    [refusal] = page.refused
    assert refusal.ref == "a1-c1"


def test_a_word_that_no_column_can_hold_is_refused_with_the_reason(connection: Connection) -> None:
    page = page_of(word(status="x" * 40), word("a2"))
    StandingPull(connection.organisation_id).apply(connection, page, NOW)
    [refusal] = page.refused
    assert "30" in refusal.reason
    assert PicloStanding.objects.get().piclo_asset_id == "a2"


@pytest.mark.parametrize(
    ("trigger", "after", "since"),
    [
        (Trigger.SCHEDULE, MINUTE, datetime(2026, 11, 23, 8, 50, tzinfo=UTC)),
        (Trigger.SCHEDULE, timedelta(hours=24), None),
        (Trigger.PERSON, MINUTE, None),
        (Trigger.START, MINUTE, None),
    ],
)
def test_only_changes_are_asked_for_and_once_a_day_everything(
    connection: Connection, trigger: str, after: timedelta, since: datetime | None
) -> None:
    pull(connection, word())
    assert StandingPull.begun(connection.organisation_id, trigger, NOW + after).since == since


def test_a_partial_reading_does_not_put_off_the_whole_one(connection: Connection) -> None:
    pull(connection, word())
    pull(connection, word(modified="2026-11-23T22:00:00Z"), at=NOW + timedelta(hours=13))
    reading = StandingReading.objects.get()
    assert (reading.whole_at, reading.newest_at) == (NOW, datetime(2026, 11, 23, 22, tzinfo=UTC))


def test_words_without_an_instant_are_all_read_each_time(connection: Connection) -> None:
    pull(connection, word(modified=None))
    assert StandingPull.begun(connection.organisation_id, Trigger.SCHEDULE, NOW).since is None


def test_a_page_costs_the_same_whatever_it_holds(
    connection: Connection,
    asset: Asset,
    competition: Competition,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    words = [word(f"a{number}") for number in range(1, 60)]
    with django_assert_max_num_queries(10):
        StandingPull(connection.organisation_id).apply(connection, page_of(*words), NOW)
    assert PicloStanding.objects.count() == 59


def client_that_is_told(connection: Connection, status: int) -> PicloClient:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/authtoken/v1/":
            return httpx.Response(200, json={"token": "a.b.c"})
        return httpx.Response(status, json={"detail": "No."})

    transport = httpx.MockTransport(answer)
    return PicloClient(connection.settings(), transport=transport, tokens=TokenCache())


@pytest.mark.parametrize("status", [404, 405])
def test_a_piclo_without_such_a_list_is_no_failure(
    connection: Connection, asset: Asset, competition: Competition, status: int
) -> None:
    pull(connection, word())
    reading = StandingPull(connection.organisation_id)
    assert list(reading.pages(client_that_is_told(connection, status))) == []
    assert reading.finish(connection, NOW) == Tally()
    assert PicloStanding.objects.standing().exists()


def test_another_refusal_is_one(connection: Connection) -> None:
    with pytest.raises(Rejected):
        list(StandingPull(connection.organisation_id).pages(client_that_is_told(connection, 403)))


def test_a_pair_has_one_standing(asset: Asset, competition: Competition) -> None:
    row = {"organisation_id": asset.organisation_id, "asset": asset, "competition": competition}
    PicloStanding.objects.create(**row, piclo_asset_id="a1", piclo_competition_id="c1")
    with pytest.raises(IntegrityError, match="piclo_standing_once_per_pair"), transaction.atomic():
        PicloStanding.objects.create(**row, piclo_asset_id="a2", piclo_competition_id="c1")
    again = {"organisation_id": asset.organisation_id, "piclo_asset_id": "a1", "piclo_competition_id": "c1"}
    with pytest.raises(IntegrityError, match="piclo_standing_once"), transaction.atomic():
        PicloStanding.objects.create(**again)


def test_the_api_gives_piclos_words_on_our_own_assets(
    connection: Connection,
    asset: Asset,
    competition: Competition,
    owner_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    other = AssetFactory.create(organisation=asset.organisation, piclo_id="a2")
    pull(connection, word(status="disqualified", reasons=["Fault level"]), word("a2"), word("not-read-yet"))
    stranger = ConnectionFactory.create()
    AssetFactory.create(organisation=stranger.organisation, piclo_id="a1")
    CompetitionFactory.create(organisation=stranger.organisation, piclo_id="c1")
    pull(stranger, word())
    with django_assert_max_num_queries(12):
        answer = owner_client.get("/api/v1/piclo-standings/").json()
    assert [record["asset"] for record in answer["results"]] == [asset.pk, other.pk]
    [first] = owner_client.get("/api/v1/piclo-standings/", {"asset": asset.pk}).json()["results"]
    assert (first["status"], first["reasons"], first["asset_ref"]) == (
        "disqualified",
        ["Fault level"],
        asset.ref,
    )
    for query, found in (
        ({"status": "eligible"}, 1),
        ({"competition": competition.pk}, 2),
        ({"asset": 0}, 0),
    ):
        assert len(owner_client.get("/api/v1/piclo-standings/", query).json()["results"]) == found
    assert owner_client.get("/api/v1/piclo-standings/", {"status": "lucky"}).status_code == 400

"""Readings of Piclo as people see them: what one changed, how the last one went, and having one now."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assets.models import Asset, PushRun, PushState
from assets.rules.readings import counted
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.piclo.models import Connection, FeedState, SyncRun
from portal.piclo.pacing import ensure_feeds
from tests.assets.fake_planned_piclo import planned_record
from tests.assets.test_pulled_changes import pull, pull_planned
from tests.assets.test_sync import record
from tests.factories.assets import PushRunFactory
from tests.factories.piclo import ConnectionFactory
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LIST, STRIPS = "/assets/", "/assets/strips/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def connection(owner: Membership) -> Connection:
    made = ConnectionFactory.create(organisation=owner.organisation)
    ensure_feeds()
    return made


@pytest.fixture
def changed(connection: Connection) -> SyncRun:
    """A reading that found one asset changed, one gone and one new."""
    ended(pull(connection, record("a1"), record("a2")), created=2)
    news = record("a1", active_export_capacity="2", status="mothballed", max_runtime="00T03:00:00")
    return ended(pull(connection, news, record("a3")), created=1, changed=1, gone=1)


def ended(run: SyncRun, state: str = "done", **counts: Any) -> SyncRun:
    """A run as the framework leaves it, three minutes later."""
    values = {"state": state, "ended_at": NOW + timedelta(minutes=3), **counts}
    SyncRun.objects.filter(pk=run.pk).update(**values)
    run.refresh_from_db()
    return run


def page(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def strips(client: Client) -> str:
    return page(client, STRIPS, **{"HX-Request": "true"})


@pytest.mark.parametrize(
    ("created", "changes", "words"),
    [
        (0, {}, "nothing changed"),
        (100_000, {}, "100,000 new"),
        (2, {"changed-at-piclo": 3, "gone-at-piclo": 1}, "2 new, 3 changed, 1 gone"),
        (0, {"back-at-piclo": 1, "differs-from-piclo": 2}, "1 back, 2 differ"),
        (0, {"differs-from-piclo": 1}, "1 differs"),
    ],
)
def test_what_a_reading_brought_is_counted_in_words(
    created: int, changes: dict[str, int], words: str
) -> None:
    assert counted(created, changes) == words


def test_a_reading_lists_what_it_changed_in_the_words_of_the_fields(
    changed: SyncRun, owner_client: Client
) -> None:
    shown = page(owner_client, reverse("assets:reading-detail", args=[changed.pk]))
    assert "Active export capacity (MW):</span> 1.5 → 2<" in shown
    assert "Status:</span> Operational → Mothballed<" in shown
    assert "Longest run:</span> 1 d 2 h → 3 h<" in shown
    assert Asset.objects.get(piclo_id="a1").get_absolute_url() in shown
    assert "Piclo no longer lists it." in shown
    assert "Asset a3" not in shown


def test_the_page_of_a_reading_keeps_its_queries_however_much_changed(
    connection: Connection, owner_client: Client
) -> None:
    records = [record(f"a{number}") for number in range(40)]
    pull(connection, *records)
    run = pull(connection, *[one | {"name": f"New {one['id']}"} for one in records])
    assert_ratchet(owner_client, "assets:reading-detail", pk=run.pk)


def test_a_reading_of_planned_assets_leads_to_them(connection: Connection, owner_client: Client) -> None:
    pull_planned(connection, planned_record("p1"))
    run = pull_planned(connection, planned_record("p1", name="Renamed", capacity_value="3"))
    shown = page(owner_client, reverse("assets:reading-detail", args=[run.pk]))
    assert "/assets/planned/" in shown
    assert "Capacity:</span> 1.5 → 3<" in shown


def test_only_readings_of_the_portfolio_have_such_a_page(
    connection: Connection, owner_client: Client
) -> None:
    run = SyncRun.objects.create(
        connection=connection, feed="competitions", trigger="schedule", started_at=NOW
    )
    assert owner_client.get(reverse("assets:reading-detail", args=[run.pk])).status_code == 404


def test_the_page_of_a_run_leads_to_what_it_changed(changed: SyncRun, owner_client: Client) -> None:
    url = reverse("assets:reading-detail", args=[changed.pk])
    run_page = reverse("connections:run-detail", args=[changed.pk])
    assert f'<a href="{url}">1</a>' in page(owner_client, run_page)
    SyncRun.objects.update(changed=0, gone=0)
    assert url not in page(owner_client, run_page)


def test_the_list_says_what_the_last_reading_brought(changed: SyncRun, owner_client: Client) -> None:
    shown = page(owner_client, LIST)
    url = reverse("assets:reading-detail", args=[changed.pk])
    assert "Last read from Piclo" in shown
    assert ">10:03</time>" in shown
    assert f'<a href="{url}">1 new, 1 changed, 1 gone</a>' in shown
    assert "hx-trigger" not in strips(owner_client)


def test_without_a_connection_nothing_is_said_of_readings(owner_client: Client) -> None:
    assert "from Piclo" not in strips(owner_client)


def test_a_reading_that_failed_is_said_with_the_last_that_did_not(
    changed: SyncRun, owner_client: Client
) -> None:
    late = SyncRun.objects.create(
        connection=changed.connection, feed="assets", trigger="schedule", started_at=NOW + timedelta(hours=2)
    )
    ended(late, "failed", ended_at=NOW + timedelta(hours=2), error="Piclo did not answer.")
    shown = page(owner_client, LIST)
    assert "Reading from Piclo failed" in shown
    assert ">12:00</time>: Piclo did not answer." in shown
    assert "Last read <time" in shown
    assert ">10:03</time>." in shown


def test_a_list_is_watched_only_while_something_goes_on(connection: Connection, owner_client: Client) -> None:
    run = pull(connection, record("a1"))
    assert f'hx-get="{STRIPS}"' in page(owner_client, LIST)
    ended(run)
    assert "hx-get" not in strips(owner_client)


def test_somebody_reads_all_now(
    changed: SyncRun, owner: Membership, owner_client: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + timedelta(hours=1))
    assert "Read all now" in strips(owner_client)
    response = owner_client.post(reverse("assets:asset-read-now"))
    assert (response.status_code, response["Location"]) == (302, LIST)
    state = FeedState.objects.get(feed="assets")
    assert (state.next_trigger, state.asked_at) == ("person", NOW + timedelta(hours=1))
    assert Event.objects.get(kind="feed.run-asked").actor_id == owner.user_id
    waiting = strips(owner_client)
    assert "Piclo will be asked in a moment" in waiting
    assert "hx-trigger" in waiting
    assert "Read all now" not in waiting


def test_a_list_does_not_wait_for_ever_for_a_reading_that_never_begins(
    changed: SyncRun, owner_client: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + timedelta(hours=1))
    owner_client.post(reverse("assets:asset-read-now"))
    clock.shift(timedelta(minutes=2))
    assert "Last read from Piclo" in strips(owner_client)


def test_a_reading_that_began_since_is_what_was_asked_for(
    changed: SyncRun, owner_client: Client, clock: time_machine.Traveller
) -> None:
    owner_client.post(reverse("assets:asset-read-now"))
    clock.shift(timedelta(seconds=5))
    run = SyncRun.objects.create(
        connection=changed.connection, feed="assets", trigger="person", started_at=NOW + timedelta(seconds=5)
    )
    SyncRun.objects.filter(pk=run.pk).update(seen=1_200)
    assert "Piclo is being read: 1,200 so far." in strips(owner_client)
    ended(run, seen=1_200)
    assert "nothing changed" in strips(owner_client)


def test_nobody_reads_what_is_being_read(connection: Connection, owner_client: Client) -> None:
    pull(connection, record("a1"))
    response = owner_client.post(reverse("assets:asset-read-now"), follow=True)
    assert "This is being read from Piclo already." in response.content.decode()
    assert FeedState.objects.get(feed="assets").asked_at is None
    feed = FeedState.objects.get(feed="assets")
    again = owner_client.post(reverse("connections:feed-run", args=[feed.pk]), follow=True)
    assert "This is being read from Piclo already." in again.content.decode()
    assert owner_client.post(reverse("api:asset-read")).status_code == 409


def test_the_market_itself_is_not_asked_again_within_five_minutes(
    changed: SyncRun, owner_client: Client, clock: time_machine.Traveller
) -> None:
    organisation = changed.connection.organisation
    organisation.environment = "production"
    organisation.save()
    clock.move_to(NOW + timedelta(minutes=4))
    response = owner_client.post(reverse("assets:asset-read-now"), follow=True)
    assert "It may be asked again at 10:05." in response.content.decode()


def test_without_a_connection_there_is_nobody_to_ask(owner_client: Client) -> None:
    response = owner_client.post(reverse("assets:asset-read-now"), follow=True)
    assert "There is no connection to Piclo yet." in response.content.decode()
    assert owner_client.post(reverse("api:planned-asset-read")).status_code == 409


def test_who_may_not_manage_the_connection_is_not_offered_to_read(
    changed: SyncRun, make_member: MakeMember, sign_in: SignIn
) -> None:
    client = sign_in(make_member(Role.PORTFOLIO))
    shown = strips(client)
    assert "1 changed" in shown
    assert "Read all now" not in shown
    assert client.post(reverse("assets:asset-read-now")).status_code == 403


def test_planned_assets_are_read_from_their_own_list(connection: Connection, owner_client: Client) -> None:
    assert "Nothing has been read from Piclo yet." in page(owner_client, "/assets/planned/")
    owner_client.post(reverse("assets:planned-asset-read-now"))
    assert FeedState.objects.get(feed="planned-assets").asked_at == NOW
    assert FeedState.objects.get(feed="assets").asked_at is None
    assert 'hx-get="/assets/planned/strips/"' in page(owner_client, "/assets/planned/")


def test_who_opens_the_strips_by_themselves_gets_the_list(owner_client: Client) -> None:
    assert owner_client.get(STRIPS)["Location"] == LIST


def test_a_run_of_sending_is_watched_and_its_end_is_told_for_a_while(
    owner: Membership, owner_client: Client, clock: time_machine.Traveller
) -> None:
    run = PushRunFactory.create(organisation=owner.organisation, total=8)
    going = strips(owner_client)
    assert "0 of 8 assets" in going
    assert "hx-trigger" in going
    PushRun.objects.update(state="paused")
    assert "hx-trigger" not in strips(owner_client)
    PushRun.objects.update(state="finished", ended_at=NOW, done=7, refused=1)
    over = strips(owner_client)
    assert "7 of 8 assets, 1 refused." in over
    assert "hx-trigger" not in over
    clock.shift(timedelta(minutes=11))
    assert run.get_absolute_url() not in strips(owner_client)


def test_the_api_lists_what_a_reading_changed(changed: SyncRun, owner_client: Client) -> None:
    answer = owner_client.get(reverse("api:sync-run-changes", args=[changed.pk])).json()
    assert answer["count"] == 2
    first, second = answer["results"]
    asset = Asset.objects.get(piclo_id="a1")
    assert (first["asset"], first["name"], first["change"]) == (asset.pk, "Asset a1", "changed-at-piclo")
    assert first["before"]["status"] == "operational"
    assert first["after"] == {
        "status": "mothballed",
        "active_export_capacity_mw": "2",
        "max_runtime": "P0DT03H00M00S",
    }
    assert (second["change"], second["after"]) == ("gone-at-piclo", {})


def test_a_reading_is_asked_for_over_the_api(connection: Connection, owner_client: Client) -> None:
    answer = owner_client.post(reverse("api:asset-read"))
    assert (answer.status_code, answer.json()["feed"]) == (202, "assets")
    assert FeedState.objects.get(feed="assets").asked_at == NOW


def test_an_asset_that_differs_shows_both_sides(connection: Connection, owner_client: Client) -> None:
    pull(connection, record("a1"))
    Asset.objects.update(name="Ours", push_state=PushState.NOT_SENT)
    run = pull(connection, record("a1", name="Theirs"))
    shown = page(owner_client, reverse("assets:reading-detail", args=[run.pk]))
    assert "Name:</span> Ours → Theirs<" in shown

"""The connection's pages: what they show, what they hide, what their buttons do."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.connections.views import connection as pages
from portal.piclo.models import Call, Connection, ConnectionState, FeedState, RefusedRecord, SyncRun
from portal.piclo.probing import Verdict
from portal.piclo.services import save_connection, try_connection
from tests.connections.conftest import MakeRun
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

PAGE = reverse("connections:connection")
EDIT = reverse("connections:edit")
HTMX = {"HX-Request": "true"}
ENTERED = {
    "base_url": "https://new.test/",
    "provider_id": "prov002",
    "client_id": "new-client",
    "api_key": "new-key",
    "webhook_secret": "",
}


@pytest.fixture
def verdict(monkeypatch: pytest.MonkeyPatch) -> dict[str, Verdict]:
    """What Piclo says when values are tried; a test may put another word in."""
    said = {"now": Verdict(ConnectionState.WORKING)}
    monkeypatch.setattr(
        pages, "save_connection", lambda **k: save_connection(**k, try_out=lambda _: said["now"])
    )
    monkeypatch.setattr(
        pages, "try_connection", lambda **k: try_connection(**k, try_out=lambda _: said["now"])
    )
    return said


REFUSED = Verdict(ConnectionState.REFUSED, "Piclo does not accept the client id and key.")


def text_of(client: Client, url: str, **headers: Any) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_an_organisation_that_is_not_connected_is_told_how(owner_client: Client) -> None:
    page = text_of(owner_client, PAGE)
    assert "Not connected to Piclo yet" in page
    assert EDIT in page


def test_the_page_shows_state_and_feeds_and_no_secret(
    owner_client: Client, connection: Connection, make_run: MakeRun
) -> None:
    make_run("assets", seen=1204)
    Connection.objects.update(
        api_key="the-secret-key", webhook_secret="the-hook-secret", provider_id="prov777"
    )
    page = text_of(owner_client, PAGE)
    for word in ("Working", "prov777", "Opportunities", "1,204", "Run now"):
        assert word in page
    assert "the-secret-key" not in page
    assert "the-hook-secret" not in page


def test_the_page_refreshes_a_part_of_itself(owner_client: Client, connection: Connection) -> None:
    part = text_of(owner_client, PAGE, **HTMX)
    assert "What is read" in part
    assert "<html" not in part


def test_the_last_word_of_a_failing_connection_is_shown(owner_client: Client, connection: Connection) -> None:
    Connection.objects.update(state=ConnectionState.FAILING, last_word="Piclo did not answer in time")
    page = text_of(owner_client, PAGE)
    assert "Failing" in page
    assert "Piclo did not answer in time" in page


def test_who_may_only_look_sees_no_buttons(
    make_member: MakeMember, sign_in: SignIn, connection: Connection
) -> None:
    page = text_of(sign_in(make_member(Role.BIDDER)), PAGE)
    assert "Working" in page
    assert "Run now" not in page
    assert EDIT not in page


def test_the_form_never_gives_a_secret_back(owner_client: Client, connection: Connection) -> None:
    Connection.objects.update(api_key="the-secret-key", webhook_secret="the-hook-secret")
    form = text_of(owner_client, EDIT)
    assert "the-secret-key" not in form
    assert "the-hook-secret" not in form
    response = owner_client.post(EDIT, {**ENTERED, "base_url": "nowhere", "api_key": "typed-key"})
    assert response.status_code == 422
    assert "typed-key" not in response.content.decode()


def test_a_connection_is_made(owner_client: Client, owner: Membership, verdict: dict[str, Verdict]) -> None:
    response = owner_client.post(EDIT, ENTERED, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Piclo knows these credentials" in response.content.decode()
    made = Connection.objects.get(organisation=owner.organisation)
    assert (made.base_url, made.api_key, made.state) == ("https://new.test", "new-key", "working")


def test_a_first_connection_that_does_not_work_is_kept_and_said_so(
    owner_client: Client, verdict: dict[str, Verdict]
) -> None:
    verdict["now"] = REFUSED
    response = owner_client.post(EDIT, ENTERED, follow=True)
    assert "it does not work yet: Piclo does not accept" in response.content.decode()


def test_a_key_is_asked_for_once_and_may_then_stay(
    owner_client: Client, owner: Membership, verdict: dict[str, Verdict]
) -> None:
    assert owner_client.post(EDIT, {**ENTERED, "api_key": ""}).status_code == 422
    assert owner_client.post(EDIT, ENTERED).status_code == 302
    standing = Connection.objects.get()
    again = {**ENTERED, "api_key": "", "version": standing.version}
    assert owner_client.post(EDIT, again).status_code == 302
    assert Connection.objects.get().api_key == "new-key"


def test_breaking_a_working_connection_needs_a_second_word(
    owner_client: Client, connection: Connection, verdict: dict[str, Verdict]
) -> None:
    verdict["now"] = REFUSED
    entered = {**ENTERED, "version": connection.version}
    response = owner_client.post(EDIT, entered)
    assert response.status_code == 422
    page = response.content.decode()
    assert "was left as it is" in page
    assert 'type="checkbox" name="knowingly"' in page
    assert Connection.objects.get().base_url == "https://piclo.test"
    assert owner_client.post(EDIT, {**entered, "knowingly": "on"}).status_code == 302
    assert Connection.objects.get().base_url == "https://new.test"


def test_another_persons_save_is_shown_before_it_is_overwritten(
    owner_client: Client, connection: Connection, verdict: dict[str, Verdict]
) -> None:
    Connection.objects.update(version=2, provider_id="prov-of-a-colleague")
    response = owner_client.post(EDIT, {**ENTERED, "version": 1})
    assert response.status_code == 422
    assert "prov-of-a-colleague" in response.content.decode()
    assert Connection.objects.get().provider_id == "prov-of-a-colleague"


@pytest.mark.parametrize(
    "address", ["piclo", "ftp://piclo.test", "https://", "https://a:b@piclo.test", "https://piclo.test/?a=1"]
)
def test_an_address_that_is_none_is_refused(owner_client: Client, address: str) -> None:
    assert owner_client.post(EDIT, {**ENTERED, "base_url": address}).status_code == 422


def test_the_market_itself_is_reached_by_https_only(
    owner_client: Client, owner: Membership, verdict: dict[str, Verdict]
) -> None:
    entered = {**ENTERED, "base_url": "http://experience:8001"}
    owner.organisation.environment = "production"
    owner.organisation.save()
    assert owner_client.post(EDIT, entered).status_code == 422
    owner.organisation.environment = "experience"
    owner.organisation.save()
    assert owner_client.post(EDIT, entered).status_code == 302


@pytest.mark.parametrize(
    ("said", "words"), [(Verdict(ConnectionState.WORKING), "Piclo answered"), (REFUSED, "does not accept")]
)
def test_a_connection_is_tested_by_a_button(
    owner_client: Client, connection: Connection, verdict: dict[str, Verdict], said: Verdict, words: str
) -> None:
    verdict["now"] = said
    assert words in owner_client.post(reverse("connections:try"), follow=True).content.decode()
    assert Connection.objects.get().state == said.state


def test_there_is_nothing_to_test_without_a_connection(owner_client: Client) -> None:
    response = owner_client.post(reverse("connections:try"), follow=True)
    assert response.redirect_chain == [(EDIT, 302)]


def test_a_feed_is_read_by_a_button(owner_client: Client, feed: FeedState) -> None:
    response = owner_client.post(reverse("connections:feed-run", kwargs={"pk": feed.pk}), follow=True)
    assert "Opportunities will be read in a moment" in response.content.decode()
    feed.refresh_from_db()
    assert feed.next_trigger == "person"


def test_a_feed_of_the_market_itself_that_was_just_read_says_when_it_may_be_again(
    owner_client: Client, owner: Membership, feed: FeedState, make_run: MakeRun
) -> None:
    owner.organisation.environment = "production"
    owner.organisation.save()
    make_run("opportunities", minutes=5)
    response = owner_client.post(reverse("connections:feed-run", kwargs={"pk": feed.pk}), follow=True)
    assert "It may be asked again at" in response.content.decode()


def test_a_pace_is_chosen_within_its_floor(owner_client: Client, owner: Membership, feed: FeedState) -> None:
    url = reverse("connections:feed-interval", kwargs={"pk": feed.pk})
    assert text_of(owner_client, url)
    assert owner_client.post(url, {"interval_s": 60}).status_code == 302
    owner.organisation.environment = "production"
    owner.organisation.save()
    response = owner_client.post(url, {"interval_s": 600})
    assert response.status_code == 422
    assert "every 3600 seconds at the most" in response.content.decode()
    feed.refresh_from_db()
    assert feed.interval_s == 60


# Runs and calls


def test_the_runs_can_be_narrowed_to_those_with_news(owner_client: Client, make_run: MakeRun) -> None:
    quiet, busy = make_run(), make_run(changed=3)
    failed = make_run(state="failed", error="down")
    page = text_of(owner_client, reverse("connections:run-list") + "?news=1")
    shown = {run for run in (quiet, busy, failed) if f"/runs/{run.pk}/" in page}
    assert shown == {busy, failed}


@pytest.mark.parametrize("query", ["?feed=results", "?state=failed"])
def test_a_list_that_finds_nothing_offers_all(owner_client: Client, make_run: MakeRun, query: str) -> None:
    make_run()
    assert "Show all runs" in text_of(owner_client, reverse("connections:run-list") + query)


def test_lists_without_rows_say_why(owner_client: Client, connection: Connection) -> None:
    assert "No runs yet" in text_of(owner_client, reverse("connections:run-list"))
    assert "No calls yet" in text_of(owner_client, reverse("connections:call-list"))


def test_a_run_shows_what_it_left_out_and_why(owner_client: Client, make_run: MakeRun, call: Call) -> None:
    run = make_run(refused=1)
    RefusedRecord.objects.create(
        run=run, ref="ast9", reason="ref: is missing", raw={"id": "ast9", "odd": "<script>x"}
    )
    page = text_of(owner_client, reverse("connections:run-detail", kwargs={"pk": run.pk}))
    assert "ref: is missing" in page
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page


def test_a_run_shows_its_calls(owner_client: Client, call: Call) -> None:
    page = text_of(owner_client, reverse("connections:run-detail", kwargs={"pk": call.run_id}))
    for word in ("list_assets", "/assets/v1/", "No answer", "503", "1,234"):
        assert word in page


def test_a_run_that_goes_on_refreshes_itself_and_one_that_ended_does_not(
    owner_client: Client, make_run: MakeRun
) -> None:
    running = make_run(state="running", ended_at=None)
    for run, refreshes in [(running, True), (make_run(), False)]:
        part = text_of(owner_client, reverse("connections:run-detail", kwargs={"pk": run.pk}), **HTMX)
        assert ("every 2s" in part) is refreshes


def test_nobody_sees_anothers_runs_or_calls(
    stranger: Membership, sign_in: SignIn, make_run: MakeRun, call: Call
) -> None:
    client = sign_in(stranger)
    assert "No runs yet" in text_of(client, reverse("connections:run-list"))
    assert "No calls yet" in text_of(client, reverse("connections:call-list"))
    assert "Not connected" in text_of(client, PAGE)


# The desk


def desk(client: Client) -> str:
    return text_of(client, reverse("connections:desk-panel"))


def test_a_failing_feed_is_on_the_desk_until_it_is_read_again(
    owner_client: Client, make_run: MakeRun
) -> None:
    assert "Reading assets fails" not in desk(owner_client)
    failed = make_run(minutes=2, state="failed", error="Piclo failed (status 503)")
    assert "Reading assets fails" in desk(owner_client)
    assert reverse("connections:run-detail", kwargs={"pk": failed.pk}) in desk(owner_client)
    make_run(minutes=1)
    assert "Reading assets fails" not in desk(owner_client)


def test_a_broken_connection_stands_on_the_desk_once(
    owner_client: Client, connection: Connection, make_run: MakeRun
) -> None:
    make_run(state="failed", error="No.")
    Connection.objects.update(state=ConnectionState.REFUSED, last_word="Piclo does not accept the key.")
    page = desk(owner_client)
    assert "Piclo is not heard" in page
    assert "Reading assets fails" not in page


# Counting queries


def test_lists_run_no_more_queries_than_written_down(
    owner_client: Client, make_run: MakeRun, call: Call
) -> None:
    for minutes in range(20):
        make_run(minutes=minutes, refused=1)
    assert_ratchet(owner_client, "connections:run-list")
    assert_ratchet(owner_client, "connections:call-list")
    assert_ratchet(owner_client, "connections:connection")


def test_the_count_of_queries_does_not_grow_with_refused_records(
    owner_client: Client, make_run: MakeRun
) -> None:
    run: SyncRun = make_run(refused=30)
    RefusedRecord.objects.bulk_create(
        RefusedRecord(run=run, ref=str(number), reason="no", raw={}) for number in range(30)
    )
    assert_ratchet(owner_client, "connections:run-detail", pk=run.pk)


def test_a_run_with_very_many_refused_records_shows_the_first_of_them(
    owner_client: Client, make_run: MakeRun
) -> None:
    run = make_run(refused=250)
    RefusedRecord.objects.bulk_create(
        RefusedRecord(run=run, ref=f"ref-{number}", reason="no", raw={}) for number in range(250)
    )
    page = text_of(owner_client, reverse("connections:run-detail", kwargs={"pk": run.pk}))
    assert "the first 200 of 250" in page
    assert "ref-199" in page
    assert "ref-200" not in page


def test_a_kept_key_goes_to_no_other_host(owner_client: Client, connection: Connection) -> None:
    entered = {**ENTERED, "api_key": "", "version": connection.version}
    response = owner_client.post(EDIT, entered)
    assert response.status_code == 422
    assert "Enter the API key again" in response.content.decode()
    connection.refresh_from_db()
    assert connection.base_url == "https://piclo.test"

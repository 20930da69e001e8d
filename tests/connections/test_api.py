"""The connection and its runs over the API."""

from django.test import Client
from django.urls import reverse

from portal.accounts.models import Membership
from portal.piclo.models import Connection, RefusedRecord
from tests.connections.conftest import MakeRun
from tests.support.fixtures import SignIn


def test_the_connection_is_read_without_its_secrets(owner_client: Client, connection: Connection) -> None:
    Connection.objects.update(
        api_key="the-secret-key", webhook_secret="the-hook-secret", webhook_key="the-hook-path"
    )
    response = owner_client.get(reverse("api:connection"))
    assert response.status_code == 200
    told = response.json()
    assert (told["environment"], told["state"]) == ("experience", "working")
    assert {feed["feed"] for feed in told["feeds"]} >= {"assets", "dispatches"}
    assert "the-" not in response.content.decode()


def test_an_organisation_that_is_not_connected_is_told_so(owner_client: Client) -> None:
    response = owner_client.get(reverse("api:connection"))
    assert response.status_code == 409
    assert response.json()["error"]["message"] == "This organisation is not connected to Piclo yet."


def test_runs_are_listed_the_youngest_first_and_narrowed_as_on_the_page(
    owner_client: Client, make_run: MakeRun
) -> None:
    old, young = make_run(minutes=9), make_run("results", minutes=1)
    url = reverse("api:sync-run-list")
    assert [run["id"] for run in owner_client.get(url).json()["results"]] == [young.pk, old.pk]
    assert [run["id"] for run in owner_client.get(url, {"feed": "assets"}).json()["results"]] == [old.pk]
    assert owner_client.get(url, {"feed": "weather"}).status_code == 400


def test_a_run_tells_what_it_left_out(owner_client: Client, make_run: MakeRun) -> None:
    run = make_run(refused=1, seen=1)
    RefusedRecord.objects.create(run=run, ref="ast9", reason="ref: is missing", raw={"id": "ast9"})
    told = owner_client.get(reverse("api:sync-run-detail", kwargs={"pk": run.pk})).json()
    assert told["refused_records"] == [{"ref": "ast9", "reason": "ref: is missing", "raw": {"id": "ast9"}}]


def test_a_stranger_sees_none_of_it(stranger: Membership, sign_in: SignIn, make_run: MakeRun) -> None:
    run, client = make_run(), sign_in(stranger)
    assert client.get(reverse("api:sync-run-list")).json()["results"] == []
    assert client.get(reverse("api:sync-run-detail", kwargs={"pk": run.pk})).status_code == 404
    assert client.get(reverse("api:connection")).status_code == 409

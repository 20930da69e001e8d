"""Saved filters and exports over the API."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from assets.models import SavedFilter
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.audit.models import Event
from tests.assets.sheets import read
from tests.factories.assets import AssetFactory, SavedFilterFactory
from tests.support.fixtures import MakeMember, SignIn

pytestmark = pytest.mark.django_db
URL, EXPORT = "/api/v1/asset-filters/", "/api/v1/assets/export/"
BODY = {"name": "Borders", "query": "search=td1&status=operational&sort=-export"}


def send(client: Client, method: str, url: str, **body: Any) -> Any:
    return getattr(client, method)(url, json.dumps(body), content_type="application/json")


def fields(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 400
    found: dict[str, list[str]] = response.json()["error"]["fields"]
    return found


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"{EXPORT}?{query}")
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def mine(owner: Membership) -> SavedFilter:
    return SavedFilterFactory.create(
        organisation=owner.organisation, owner=owner, name="Mine", query="status=archived", is_shared=False
    )


def test_a_filter_is_saved_with_what_of_its_query_means_something(
    owner_client: Client, owner: Membership
) -> None:
    made = send(owner_client, "post", URL, **{**BODY, "query": f"?{BODY['query']}&page=3&nonsense=1"})
    assert made.status_code == 201
    assert {name: made.json()[name] for name in BODY} == BODY
    assert (made.json()["owner"], made.json()["is_shared"]) == (owner.user.email, False)
    assert Event.objects.about(SavedFilter.objects.get()).get().kind == "asset_filter.saved"
    taken = send(owner_client, "post", URL, **BODY)
    assert fields(taken) == {"name": ["You have a saved filter with this name."]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"query": "status=nonsense"}, "query"), ({"name": ""}, "name"), ({"name": "x" * 81}, "name")],
)
def test_a_filter_that_makes_no_sense_is_refused_by_field(
    owner_client: Client, changes: dict[str, str], field: str
) -> None:
    assert [*fields(send(owner_client, "post", URL, **{**BODY, **changes}))] == [field]
    assert not SavedFilter.objects.exists()


def test_ones_own_and_shared_filters_are_listed(
    owner_client: Client, mine: SavedFilter, make_member: MakeMember
) -> None:
    colleague = make_member(Role.VIEWER)
    for name, shared in (("Shared", True), ("Private", False)):
        SavedFilterFactory.create(
            organisation=mine.organisation, owner=colleague, name=name, is_shared=shared
        )
    SavedFilterFactory.create(name="Of somebody else")
    assert [one["name"] for one in owner_client.get(URL).json()["results"]] == ["Mine", "Shared"]


def test_a_filter_is_renamed_shared_and_kept_with_an_event(owner_client: Client, mine: SavedFilter) -> None:
    url = f"{URL}{mine.pk}/"
    assert send(owner_client, "patch", url, name="Old ones", is_shared=True).status_code == 200
    mine.refresh_from_db()
    assert (mine.name, mine.is_shared, mine.query) == ("Old ones", True, "status=archived")
    event = Event.objects.about(mine).get()
    assert (event.kind, event.before["name"], event.after["name"]) == (
        "asset_filter.changed",
        "Mine",
        "Old ones",
    )
    send(owner_client, "patch", url, name="Old ones")
    assert Event.objects.about(mine).count() == 1
    SavedFilterFactory.create(organisation=mine.organisation, owner=mine.owner, name="Taken")
    assert [*fields(send(owner_client, "patch", url, name="Taken"))] == ["name"]


def test_only_its_owner_changes_a_shared_filter(
    owner_client: Client, mine: SavedFilter, make_member: MakeMember, sign_in: SignIn
) -> None:
    SavedFilter.objects.update(is_shared=True)
    colleague, url = sign_in(make_member(Role.PORTFOLIO)), f"{URL}{mine.pk}/"
    refused = send(colleague, "patch", url, name="Theirs")
    assert refused.status_code == 409
    assert refused.json()["error"]["message"].endswith("only they can change it.")
    assert colleague.delete(url).status_code == 409
    assert owner_client.delete(url).status_code == 204
    assert not SavedFilter.objects.exists()


def test_the_list_and_the_export_take_a_saved_filter_and_what_is_asked_over_it(
    owner_client: Client, mine: SavedFilter
) -> None:
    for ref, status in (("A-1", "archived"), ("A-2", "archived"), ("B-1", "operational")):
        AssetFactory.create(organisation=mine.organisation, ref=ref, name=ref, status=status)
    listed = owner_client.get(f"/api/v1/assets/?saved={mine.pk}").json()["results"]
    assert [asset["ref"] for asset in listed] == ["A-1", "A-2"]
    assert [row["Reference"] for row in exported(owner_client, f"saved={mine.pk}&sort=-ref")] == [
        "A-2",
        "A-1",
    ]
    over = owner_client.get(f"/api/v1/assets/?saved={mine.pk}&status=operational").json()["results"]
    assert [asset["ref"] for asset in over] == ["B-1"]


@pytest.mark.parametrize("saved", ["x", "999999", "-1", "9" * 30])
def test_a_saved_filter_that_is_not_there_is_said(owner_client: Client, saved: str) -> None:
    words = {"saved": ["You have no such saved filter."]}
    assert fields(owner_client.get(f"/api/v1/assets/?saved={saved}")) == words
    assert fields(owner_client.get(f"{EXPORT}?saved={saved}")) == words


def test_somebody_elses_filter_is_not_taken(owner_client: Client) -> None:
    other = SavedFilterFactory.create()
    assert [*fields(owner_client.get(f"/api/v1/assets/?saved={other.pk}"))] == ["saved"]


def test_an_export_can_be_imported_again_in_either_format(owner: Membership, owner_client: Client) -> None:
    AssetFactory.create(organisation=owner.organisation, ref="BAT-1")
    AssetFactory.create(ref="OF-SOMEBODY-ELSE")
    assert [row["Reference"] for row in exported(owner_client)] == ["BAT-1"]
    response = owner_client.get(f"{EXPORT}?format=xlsx")
    assert response["Content-Disposition"].endswith('.xlsx"')
    book = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert read(owner, book, "assets.xlsx").changes_nothing


def test_an_export_that_makes_no_sense_is_refused_by_parameter(owner_client: Client) -> None:
    assert [*fields(owner_client.get(f"{EXPORT}?format=pdf"))] == ["format"]
    assert [*fields(owner_client.get(f"{EXPORT}?status=nonsense"))] == ["status"]

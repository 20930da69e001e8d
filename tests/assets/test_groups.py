"""Groups: their pages, their API, what is written down of them."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from assets.models import Asset, AssetGroup
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.audit.models import Event
from tests.factories.assets import AssetFactory, AssetGroupFactory
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
URL = "/assets/groups/"
API = "/api/v1/asset-groups/"


@pytest.fixture
def group(owner: Membership) -> AssetGroup:
    """Two live assets of 0.5 MW each, and an archived one."""
    group = AssetGroupFactory.create(organisation=owner.organisation, name="Evening")
    group.assets.add(*AssetFactory.create_batch(2, organisation=owner.organisation))
    group.assets.add(AssetFactory.create(organisation=owner.organisation, status="archived"))
    return group


def kinds_of(group: AssetGroup) -> list[str]:
    return [event.kind for event in Event.objects.about(group)][::-1]


def test_the_list_says_what_live_assets_come_to(owner_client: Client, group: AssetGroup) -> None:
    AssetGroupFactory.create(name="Of somebody else")
    AssetGroupFactory.create(organisation=group.organisation, name="Empty")
    rows = owner_client.get(URL).context["table"]
    assert [(str(one), one.live_assets, one.export_mw, one.import_mw) for one in rows] == [
        ("Empty", 0, Decimal(0), Decimal(0)),
        ("Evening", 2, Decimal(1), Decimal(0)),
    ]


def test_the_lists_keep_their_queries(owner_client: Client, group: AssetGroup) -> None:
    for number in range(30):
        other = AssetGroupFactory.create(organisation=group.organisation, name=f"G {number}")
        other.assets.add(*Asset.objects.all())
    group.assets.add(*AssetFactory.create_batch(60, organisation=group.organisation))
    assert_ratchet(owner_client, "assets:group-list")
    assert_ratchet(owner_client, "assets:group-detail", pk=group.pk)


def test_the_page_shows_members_and_sums(owner_client: Client, group: AssetGroup) -> None:
    response = owner_client.get(f"{URL}{group.pk}/")
    found = response.context["found"]
    assert (found.assets, found.live, found.archived, found.export_mw) == (3, 2, 1, Decimal(1))
    assert len(response.context["table"]) == 3
    assert 'name="asset"' in response.content.decode()


def test_who_may_only_look_is_offered_nothing(
    group: AssetGroup, make_member: MakeMember, sign_in: SignIn
) -> None:
    page = sign_in(make_member(Role.VIEWER)).get(f"{URL}{group.pk}/").content.decode()
    assert "Evening" in page
    assert 'name="asset"' not in page
    assert "Rename" not in page


def test_a_group_is_made_and_renamed(owner_client: Client) -> None:
    made = owner_client.post(f"{URL}new/", {"name": "  Borders  evening "})
    group = AssetGroup.objects.get()
    assert (group.name, made["Location"]) == ("Borders evening", f"{URL}{group.pk}/")
    owner_client.post(f"{URL}{group.pk}/rename/", {"name": "Borders"})
    owner_client.post(f"{URL}{group.pk}/rename/", {"name": "Borders"})
    group.refresh_from_db()
    assert group.name == "Borders"
    assert kinds_of(group) == ["asset-group.created", "asset-group.renamed"]
    renamed = Event.objects.about(group)[0]
    assert (renamed.before, renamed.after) == ({"name": "Borders evening"}, {"name": "Borders"})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (" ", "Give the group a name."),
        ("Evening", "A group with this name exists."),
        ("A; B", "A name has no semicolon: in spreadsheets it sets the groups of an asset apart."),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_words(
    owner_client: Client, group: AssetGroup, name: str, words: str
) -> None:
    other = AssetGroupFactory.create(organisation=group.organisation, name="Other")
    for url in (f"{URL}new/", f"{URL}{other.pk}/rename/"):
        response = owner_client.post(url, {"name": name})
        assert response.status_code == 422
        assert response.context["form"].errors["name"] == [words]
    assert sorted(AssetGroup.objects.values_list("name", flat=True)) == ["Evening", "Other"]
    assert not Event.objects.exists()


def test_two_organisations_may_use_one_name(owner_client: Client) -> None:
    AssetGroupFactory.create(name="Evening")
    assert owner_client.post(f"{URL}new/", {"name": "Evening"}).status_code == 302


def test_deleting_a_group_asks_and_leaves_its_assets(owner_client: Client, group: AssetGroup) -> None:
    url = f"{URL}{group.pk}/delete/"
    assert "3 assets leave it" in owner_client.get(url).content.decode()
    owner_client.post(url)
    assert not AssetGroup.objects.exists()
    assert Asset.objects.count() == 3
    gone = Event.objects.get(kind="asset-group.deleted")
    assert gone.before == {"name": "Evening", "assets": 3}
    assert Event.objects.filter(kind="asset.ungrouped", before={"group": "Evening"}).count() == 3


def send(client: Client, method: str, url: str, body: dict[str, Any]) -> Any:
    return getattr(client, method)(url, json.dumps(body), content_type="application/json")


def test_groups_over_the_api(owner_client: Client, group: AssetGroup) -> None:
    AssetGroupFactory.create(name="Of somebody else")
    listed = owner_client.get(API).json()["results"]
    assert [(one["name"], one["live_assets"], one["export_mw"]) for one in listed] == [
        ("Evening", 2, "1.000000")
    ]
    made = send(owner_client, "post", API, {"name": "Borders"})
    assert (made.status_code, made.json()["live_assets"]) == (201, 0)
    url = f"{API}{made.json()['id']}/"
    assert send(owner_client, "patch", url, {"name": "Leith"}).json()["name"] == "Leith"
    taken = send(owner_client, "patch", url, {"name": "Evening"})
    assert taken.json()["error"]["fields"] == {"name": ["A group with this name exists."]}
    assert owner_client.get(url).json()["name"] == "Leith"
    assert owner_client.delete(url).status_code == 204
    assert owner_client.get(url).status_code == 404


def test_an_asset_names_its_groups_over_the_api(owner_client: Client, group: AssetGroup) -> None:
    rows = owner_client.get(f"/api/v1/assets/?group={group.pk}&status=operational").json()["results"]
    assert [row["groups"] for row in rows] == [[group.pk], [group.pk]]


def test_who_may_only_look_changes_no_group_over_the_api(
    group: AssetGroup, make_member: MakeMember, sign_in: SignIn
) -> None:
    client = sign_in(make_member(Role.VIEWER))
    assert client.get(API).status_code == 200
    assert send(client, "post", API, {"name": "Mine"}).status_code == 403
    assert client.delete(f"{API}{group.pk}/").status_code == 403

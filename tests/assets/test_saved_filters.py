"""Ways of looking at the list of assets that people keep: filters under a name, and columns."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from assets.models import ColumnChoice, Eligibility, SavedFilter
from assets.tables import AssetTable
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.audit.models import Event
from tests.factories.assets import AssetFactory, AssetGroupFactory, SavedFilterFactory
from tests.support.fixtures import MakeMember, SignIn

LIST = "/assets/"
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
NEW = "/assets/filters/new/"
QUERY = "search=td1&status=operational&sort=-export"


def saved_on(client: Client) -> list[str]:
    return [saved.name for saved in client.get(LIST).context["saved"]]


def save(client: Client, query: str = QUERY, **values: Any) -> Any:
    return client.post(f"{NEW}?{query}", {"name": "Borders", **values})


def test_a_filter_is_saved_with_search_and_sort_and_found_again(
    owner_client: Client, owner: Membership
) -> None:
    response = save(owner_client, f"{QUERY}&page=3&count=all&category=")
    assert response["Location"] == f"{LIST}?{QUERY}"
    saved = SavedFilter.objects.get()
    assert (saved.owner, saved.query, saved.is_shared) == (owner, QUERY, False)
    assert Event.objects.about(saved).get().kind == "asset_filter.saved"
    page = owner_client.get(LIST).content.decode()
    assert f'href="{LIST}?{QUERY}"'.replace("&", "&amp;") in page


def test_what_is_saved_is_said_in_words(owner_client: Client, owner: Membership) -> None:
    group = AssetGroupFactory.create(organisation=owner.organisation, name="Evening")
    page = owner_client.get(f"{NEW}?operator=18&group={group.pk}&voltage=low&status=nonsense")
    assert page.context["said"] == [
        ("Group", "Evening"),
        ("Voltage", "Low, up to 1 kV"),
        ("Operator", "SP Distribution, Central and South Scotland"),
    ]


def test_a_filter_without_a_name_is_asked_for_one(owner_client: Client) -> None:
    assert save(owner_client, name=" ").context["form"].errors["name"] == ["Give the filter a name."]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_filter_needs_a_name_that_fits(owner_client: Client, name: str) -> None:
    response = save(owner_client, name=name)
    assert response.status_code == 422
    assert "name" in response.context["form"].errors
    assert not SavedFilter.objects.exists()


def test_a_name_is_taken_once_for_each_person(owner_client: Client, owner: Membership) -> None:
    SavedFilterFactory.create(organisation=owner.organisation, name="Borders")
    assert save(owner_client).status_code == 302
    again = save(owner_client)
    assert again.status_code == 422
    assert again.context["form"].errors["name"] == ["You have a saved filter with this name."]
    mine = SavedFilter.objects.filter(owner=owner)
    assert mine.count() == 1
    with pytest.raises(IntegrityError, match="saved_filter_name_once"), transaction.atomic():
        mine.get().__class__.objects.create(owner=owner, organisation=owner.organisation, name="Borders")


def test_colleagues_see_what_is_shared_and_nothing_else(
    owner_client: Client, owner: Membership, make_member: MakeMember, sign_in: SignIn, stranger: Membership
) -> None:
    save(owner_client, name="Mine alone")
    save(owner_client, name="Ours", is_shared="on")
    assert saved_on(owner_client) == ["Mine alone", "Ours"]
    assert saved_on(sign_in(make_member(Role.VIEWER))) == ["Ours"]
    assert saved_on(sign_in(stranger)) == []


def test_a_filter_is_deleted_by_its_owner(make_member: MakeMember, sign_in: SignIn) -> None:
    client = sign_in(make_member(Role.VIEWER))
    save(client)
    saved = SavedFilter.objects.get()
    assert client.post(f"/assets/filters/{saved.pk}/delete/").status_code == 302
    assert not SavedFilter.objects.exists()
    assert Event.objects.filter(kind="asset_filter.deleted", subject_id=str(saved.pk)).exists()


def test_a_shared_filter_is_deleted_by_its_owner_or_who_manages_the_team(
    owner_client: Client, owner: Membership, make_member: MakeMember, sign_in: SignIn
) -> None:
    saved = SavedFilterFactory.create(organisation=owner.organisation)
    url = f"/assets/filters/{saved.pk}/delete/"
    refused = sign_in(make_member(Role.PORTFOLIO)).post(url, follow=True)
    assert "or whoever manages the team, can delete it" in refused.content.decode()
    assert SavedFilter.objects.exists()
    owner_client.post(url)
    assert not SavedFilter.objects.exists()


def test_a_filter_that_is_not_shared_is_nobodys_elses(
    owner_client: Client, owner: Membership, make_member: MakeMember
) -> None:
    saved = SavedFilterFactory.create(
        organisation=owner.organisation, owner=make_member(Role.VIEWER), is_shared=False
    )
    assert owner_client.post(f"/assets/filters/{saved.pk}/delete/").status_code == 404


def headings(client: Client, query: str = "") -> list[str]:
    return [heading.column.key for heading in client.get(f"{LIST}?{query}").context["table"].headings]


def choose(client: Client, *columns: str, **more: str) -> Any:
    return client.post("/assets/columns/", {"columns": columns, **more})


def test_chosen_columns_are_remembered_for_each_person(
    owner_client: Client, owner: Membership, make_member: MakeMember, sign_in: SignIn
) -> None:
    AssetFactory.create(
        organisation=owner.organisation, address="1 High Street", import_meter_id="1800000000006"
    )
    response = choose(owner_client, "operator", "address", "nonsense", query=QUERY)
    assert response["Location"] == f"{LIST}?{QUERY}"
    assert headings(owner_client) == ["name", "address", "operator"]
    page = owner_client.get(LIST).content.decode()
    assert "1 High Street" in page
    assert "SP Distribution" in page
    assert 'data-label="Status"' not in page
    assert headings(sign_in(make_member(Role.VIEWER))) == ["name", *AssetTable.usual]


def test_the_usual_columns_come_back(owner_client: Client) -> None:
    choose(owner_client, "address")
    choose(owner_client, "address", usual="1")
    assert headings(owner_client) == ["name", *AssetTable.usual]
    assert not ColumnChoice.objects.exists()


def test_every_column_can_be_shown_in_the_same_queries_for_many_assets(
    owner_client: Client, owner: Membership, django_assert_max_num_queries: Any
) -> None:
    choose(owner_client, *(column.key for column in AssetTable.columns))
    group = AssetGroupFactory.create(organisation=owner.organisation, name="Evening")
    group.assets.add(*AssetFactory.create_batch(60, organisation=owner.organisation))
    with django_assert_max_num_queries(13):
        page = owner_client.get(LIST).content.decode()
    assert page.count('data-label="Groups"><a href="/assets/groups/') == 50


def test_a_column_says_how_many_open_competitions_an_asset_fits(
    owner_client: Client, owner: Membership
) -> None:
    choose(owner_client, "fitting")
    for ref, days in (("OPEN", 1), ("OVER", -1), ("NEVER", None)):
        asset = AssetFactory.create(organisation=owner.organisation, ref=ref)
        if days:
            until = NOW + timedelta(days=days)
            Eligibility.objects.create(
                asset=asset, competitions=3, open_until_at=until, seen_modified_at=asset.modified_at
            )
    with time_machine.travel(NOW, tick=False):
        rows = owner_client.get(f"{LIST}?sort=ref").context["table"]
    assert {asset.ref: asset.fitting for asset in rows} == {"OPEN": 3, "OVER": 0, "NEVER": 0}


def test_a_column_that_is_out_of_sight_still_sorts(owner_client: Client, owner: Membership) -> None:
    for ref in ("B", "A"):
        AssetFactory.create(organisation=owner.organisation, ref=ref)
    rows = owner_client.get(f"{LIST}?sort=ref").context["table"]
    assert [asset.ref for asset in rows] == ["A", "B"]

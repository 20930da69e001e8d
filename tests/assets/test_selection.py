"""Choosing many assets in the list and doing something with them: the pages and the API."""

import json
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from assets.models import Asset, AssetGroup, PushState
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.factories.assets import AssetFactory, AssetGroupFactory
from tests.support.fixtures import MakeMember, SignIn

LIST = "/assets/"
URL = "/assets/selection/"
API = "/api/v1/assets/selection/"


@pytest.fixture
def three(owner: Membership) -> list[Asset]:
    return [
        AssetFactory.create(organisation=owner.organisation, name=name, ref=name[:3].upper())
        for name in ("Alpha", "Beta", "Gamma")
    ]


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_the_list_offers_a_tick_for_each_asset_and_all_that_match(
    owner_client: Client, three: list[Asset]
) -> None:
    page = owner_client.get(f"{LIST}?search=a&status=operational").content.decode()
    assert page.count('name="asset"') == 3
    assert "All 3 that match" in page
    assert 'name="query" value="search=a&amp;status=operational"' in page


def test_who_may_only_look_has_nothing_to_tick(
    three: list[Asset], make_member: MakeMember, sign_in: SignIn
) -> None:
    client = sign_in(make_member(Role.VIEWER))
    assert 'name="asset"' not in client.get(LIST).content.decode()
    assert client.get(URL, {"deed": "archive", "asset": three[0].pk}).status_code == 403
    assert client.post(URL, {"deed": "archive", "asset": three[0].pk, "agreed": 1}).status_code == 403


def test_the_question_names_the_number_and_the_assets(owner_client: Client, three: list[Asset]) -> None:
    page = owner_client.get(URL, {"deed": "archive", "asset": [three[0].pk, three[2].pk]})
    assert page.status_code == 200
    assert "Archive 2 assets?" in text_of(page)
    assert "Alpha, Gamma" in text_of(page)
    assert not Asset.objects.filter(status="archived").exists()


def test_many_are_named_by_the_first_and_a_number(owner_client: Client, owner: Membership) -> None:
    for number in range(12):
        AssetFactory.create(organisation=owner.organisation, name=f"Battery {number:02}")
    page = text_of(owner_client.get(URL, {"deed": "push", "all": "on", "query": ""}))
    assert "Send 12 assets to Piclo?" in page
    assert "Battery 07 and 4 more" in page


def test_the_ticked_assets_are_changed_and_no_other(owner_client: Client, three: list[Asset]) -> None:
    back = f"{LIST}?search=a"
    asked = {"deed": "status", "asset": [three[0].pk, three[1].pk], "next": back}
    response = owner_client.post(URL, {**asked, "agreed": 2, "status": "mothballed", "send": "on"})
    assert (response.status_code, response["Location"]) == (302, back)
    assert said(response) == ["The status of 2 assets changed. 2 assets on the way to Piclo."]
    assert [asset.status for asset in Asset.objects.order_by("name")] == [
        "mothballed",
        "mothballed",
        "operational",
    ]


def test_all_that_match_means_what_the_list_finds_on_all_its_pages(
    owner_client: Client, owner: Membership
) -> None:
    AssetFactory.create_batch(60, organisation=owner.organisation, category="storage")
    AssetFactory.create(organisation=owner.organisation, category="renewable", asset_type="onshore_wind")
    asked = {"deed": "archive", "all": "on", "query": "category=storage&sort=-export"}
    assert "Archive 60 assets?" in text_of(owner_client.get(URL, asked))
    owner_client.post(URL, {**asked, "agreed": 60})
    assert Asset.objects.filter(status="archived", category="storage").count() == 60
    assert Asset.objects.get(category="renewable").status == "operational"


@pytest.mark.parametrize("query", ["eligible=no", "push_state=differs", "search=bat&voltage=high"])
def test_every_filter_can_be_what_matches(owner_client: Client, owner: Membership, query: str) -> None:
    AssetFactory.create(
        organisation=owner.organisation, name="Bat", push_state=PushState.NOT_SENT, piclo_id="p1"
    )
    asked = {"deed": "group", "all": "on", "query": query, "agreed": 1, "name": "Found"}
    assert owner_client.post(URL, asked).status_code == 302
    assert AssetGroup.objects.get().assets.count() == 1


def test_a_group_filter_counts_its_assets_once(owner_client: Client, three: list[Asset]) -> None:
    group = AssetGroupFactory.create(organisation=three[0].organisation)
    group.assets.add(*three)
    asked = {"deed": "ungroup", "all": "on", "query": f"group={group.pk}", "agreed": 3, "group": group.pk}
    response = owner_client.post(URL, asked)
    assert said(response) == [f"3 assets left {group}."]
    assert not group.assets.exists()


def test_nothing_happens_where_the_filter_finds_others_than_were_shown(
    owner_client: Client, three: list[Asset]
) -> None:
    asked = {"deed": "archive", "all": "on", "query": ""}
    response = owner_client.post(URL, {**asked, "agreed": 2})
    assert response.status_code == 422
    page = text_of(response)
    assert "found 2 assets when you were asked, and finds 3 now. Nothing was done." in page
    assert 'name="agreed" value="3"' in response.content.decode()
    assert not Asset.objects.filter(status="archived").exists()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"deed": "archive"}, "Tick the assets first, or “all that match”."),
        ({"deed": "", "asset": [1]}, "Choose what to do with them."),
        ({"deed": "fly", "asset": [1]}, "Choose what to do with them."),
        ({"deed": "archive", "asset": ["x"]}, "An asset is named by its number."),
        (
            {"deed": "archive", "asset": list(range(501))},
            "Tick at most 500 assets, or choose all that match.",
        ),
        ({"deed": "archive", "asset": [0]}, "No asset matches any more."),
    ],
)
def test_what_makes_no_sense_goes_back_to_the_list_with_words(
    owner_client: Client, three: list[Asset], asked: dict[str, Any], words: str
) -> None:
    response = owner_client.get(URL, asked)
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert said(response) == [words]


def test_another_organisations_asset_cannot_be_ticked(owner_client: Client, three: list[Asset]) -> None:
    other = AssetFactory.create()
    page = owner_client.get(URL, {"deed": "archive", "asset": [three[0].pk, other.pk]})
    assert "Archive 1 asset?" in text_of(page)
    owner_client.post(URL, {"deed": "archive", "asset": [three[0].pk, other.pk], "agreed": 1})
    other.refresh_from_db()
    assert other.status == "operational"


def test_another_organisations_group_cannot_be_joined(owner_client: Client, three: list[Asset]) -> None:
    theirs = AssetGroupFactory.create()
    response = owner_client.post(
        URL, {"deed": "group", "asset": three[0].pk, "agreed": 1, "group": theirs.pk}
    )
    assert response.status_code == 422
    assert not theirs.assets.exists()


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"deed": "status"}, "status", "Choose a status."),
        ({"deed": "status", "status": "archived"}, "status", "Select a valid choice."),
        ({"deed": "group"}, "name", "Choose a group, or name a new one."),
        ({"deed": "group", "name": "a;b"}, "name", "A name has no semicolon"),
        ({"deed": "ungroup"}, "group", "Choose a group."),
    ],
)
def test_what_a_deed_is_not_told_is_asked_for(
    owner_client: Client, three: list[Asset], told: dict[str, str], field: str, words: str
) -> None:
    response = owner_client.post(URL, {"asset": three[0].pk, "agreed": 1, **told})
    assert response.status_code == 422
    assert response.context["form"].errors[field][0].startswith(words)


def test_somewhere_else_is_not_gone_to(owner_client: Client, three: list[Asset]) -> None:
    asked = {"deed": "push", "asset": three[0].pk, "agreed": 1, "next": "https://elsewhere.example/"}
    assert owner_client.post(URL, asked)["Location"] == LIST


def send(client: Client, body: dict[str, Any]) -> Any:
    return client.post(API, json.dumps(body), content_type="application/json")


def test_many_at_once_over_the_api(owner_client: Client, three: list[Asset]) -> None:
    pks = [asset.pk for asset in three]
    done = send(owner_client, {"deed": "status", "assets": pks[:2], "status": "mothballed", "send": True})
    assert done.json() == {"changed": 2, "unchanged": 0, "asked": 2, "kept": [], "group": None}
    grouped = send(owner_client, {"deed": "group", "filter": {"status": "mothballed"}, "name": "Resting"})
    assert (grouped.json()["changed"], AssetGroup.objects.get(pk=grouped.json()["group"]).name) == (
        2,
        "Resting",
    )
    gone = send(owner_client, {"deed": "archive", "filter": {}, "agreed": 3})
    assert gone.json()["changed"] == 3
    group = grouped.json()["group"]
    assert send(owner_client, {"deed": "ungroup", "assets": pks, "group": group}).json()["changed"] == 2


def test_over_the_api_nothing_is_done_where_others_are_found(
    owner_client: Client, three: list[Asset]
) -> None:
    refused = send(owner_client, {"deed": "archive", "filter": {}, "agreed": 2})
    assert refused.status_code == 409
    assert "finds 3 now" in refused.json()["error"]["message"]
    assert not Asset.objects.filter(status="archived").exists()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"deed": "fly", "assets": [1]}, {"deed": ['"fly" is not a valid choice.']}),
        ({"deed": "archive"}, {"assets": ["Give either assets or a filter."]}),
        ({"deed": "archive", "assets": [1], "filter": {}}, {"assets": ["Give either assets or a filter."]}),
        (
            {"deed": "archive", "assets": [0]},
            {"assets": {"0": ["Ensure this value is greater than or equal to 1."]}},
        ),
        ({"deed": "archive", "assets": [10**9]}, {"assets": ["There is no such asset: 1000000000."]}),
        ({"deed": "status", "filter": {}}, {"status": ["Say which status."]}),
        ({"deed": "group", "filter": {}}, {"group": ["Give either a group or a name."]}),
        ({"deed": "group", "filter": {}, "group": 10**9}, {"group": ["There is no such group."]}),
        ({"deed": "ungroup", "filter": {}}, {"group": ["Say which group."]}),
        (
            {"deed": "group", "filter": {}, "name": "a;b"},
            {"name": ["A name has no semicolon: in spreadsheets it sets the groups of an asset apart."]},
        ),
        (
            {"deed": "archive", "filter": {"colour": "red"}},
            {"filter": {"colour": ["There is no such filter."]}},
        ),
        (
            {"deed": "archive", "filter": {"status": "x"}},
            {"filter": {"status": ["Select a valid choice. x is not one of the available choices."]}},
        ),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_by_field(
    owner_client: Client, three: list[Asset], body: dict[str, Any], fields: dict[str, Any]
) -> None:
    response = send(owner_client, body)
    assert response.status_code == 400
    assert response.json()["error"]["fields"] == fields
    assert not Asset.objects.filter(status="archived").exists()


def test_who_may_only_look_does_nothing_over_the_api(
    three: list[Asset], make_member: MakeMember, sign_in: SignIn
) -> None:
    assert send(sign_in(make_member(Role.VIEWER)), {"deed": "archive", "filter": {}}).status_code == 403


def test_what_the_question_carries_is_what_was_asked(owner_client: Client, three: list[Asset]) -> None:
    """Posted back as a browser does: every hidden field, and what is filled in."""
    asked = {"deed": "group", "asset": [three[0].pk, three[2].pk], "query": "search=a", "next": LIST}
    page = owner_client.get(URL, asked).content.decode()
    form = page.partition('action="/assets/selection/"')[2].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form)
    fields: dict[str, list[str]] = {}
    for name, value in hidden:
        fields.setdefault(name, []).append(value)
    response = owner_client.post(URL, {**fields, "group": "", "name": "Two of three"})
    assert response.status_code == 302
    assert set(AssetGroup.objects.get().assets.all()) == {three[0], three[2]}


def test_who_stays_archived_is_named(owner_client: Client, owner: Membership) -> None:
    mpan = "1800000000006"
    AssetFactory.create(organisation=owner.organisation, import_meter_id=mpan)
    gone = AssetFactory.create(
        organisation=owner.organisation, name="Old battery", import_meter_id=mpan, status="archived"
    )
    asked = {"deed": "status", "asset": gone.pk, "agreed": 1, "status": "operational"}
    first, second = said(owner_client.post(URL, asked))
    assert first == "The status of 0 assets changed."
    assert second.startswith(
        "1 asset stayed archived, because another live asset has the same MPAN: Old battery."
    )


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_filter_that_a_colleague_took_away_does_not_widen_to_all(
    owner_client: Client, three: list[Asset], method: str
) -> None:
    gone = AssetGroupFactory.create(organisation=three[0].organisation)
    query = f"group={gone.pk}"
    gone.delete()
    asked = {"deed": "archive", "all": "on", "query": query, "agreed": 3}
    response = getattr(owner_client, method)(URL, asked)
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert said(response)[0].startswith("What the list was narrowed by is not there any more.")
    assert not Asset.objects.filter(status="archived").exists()

"""Assets over the API."""

import json
from typing import Any

import pytest
from django.test import Client

from assets.models import Asset, PushState
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.factories.assets import AssetFactory
from tests.support.fixtures import MakeMember, SignIn

URL = "/api/v1/assets/"
BODY = {
    "ref": "BAT-7",
    "name": "Battery",
    "category": "storage",
    "asset_type": "battery",
    "voltage_level_kv": "11.000",
    "postcode": "eh216aa",
    "active_export_capacity_mw": "0.750000",
}


@pytest.fixture
def asset(owner: Membership) -> Asset:
    return AssetFactory.create(organisation=owner.organisation, ref="BAT-1", name="Newhailes")


def send(client: Client, method: str, url: str, body: dict[str, Any]) -> Any:
    return getattr(client, method)(url, json.dumps(body), content_type="application/json")


def test_assets_are_listed_and_narrowed_like_the_page(owner_client: Client, asset: Asset) -> None:
    AssetFactory.create(organisation=asset.organisation, name="Other", status="archived")
    AssetFactory.create(name="Of somebody else")
    found = owner_client.get(f"{URL}?status=operational").json()
    assert [row["name"] for row in found["results"]] == ["Newhailes"]
    assert found["results"][0]["active_export_capacity_mw"] == "0.500000"


def test_an_asset_is_registered_with_defaults_for_what_is_left_out(owner_client: Client) -> None:
    response = send(owner_client, "post", URL, {**BODY, "send": True})
    assert response.status_code == 201
    made = response.json()
    assert (made["postcode"], made["status"], made["push_state"]) == ("EH21 6AA", "operational", "waiting")


def test_faults_are_named_by_field(owner_client: Client, asset: Asset) -> None:
    wrong = send(owner_client, "post", URL, {**BODY, "import_meter_id": "12"})
    assert wrong.status_code == 400
    assert wrong.json()["error"]["fields"] == {"import_meter_id": ["An MPAN is 13 digits; this has 2."]}
    taken = send(owner_client, "post", URL, {**BODY, "ref": "BAT-1"})
    assert taken.json()["error"]["fields"] == {"ref": ["This reference is taken by Newhailes."]}


def test_a_change_is_of_what_is_given(owner_client: Client, asset: Asset) -> None:
    response = send(owner_client, "patch", f"{URL}{asset.pk}/", {"name": "New name", "version": 1})
    assert (response.status_code, response.json()["version"]) == (200, 2)
    asset.refresh_from_db()
    assert (asset.name, asset.ref, asset.latitude) == ("New name", "BAT-1", 55.94)


def test_a_change_of_an_older_version_is_refused(owner_client: Client, asset: Asset) -> None:
    Asset.objects.update(version=3)
    response = send(owner_client, "patch", f"{URL}{asset.pk}/", {"name": "New name", "version": 1})
    assert response.status_code == 409
    assert "changed by somebody else" in response.json()["error"]["message"]


def test_an_asset_is_sent_once(owner_client: Client, asset: Asset) -> None:
    response = owner_client.post(f"{URL}{asset.pk}/push/")
    assert (response.status_code, response.json()["push_state"]) == (202, PushState.WAITING)
    again = owner_client.post(f"{URL}{asset.pk}/push/")
    assert again.status_code == 409


def test_whoever_may_look_may_not_change(asset: Asset, make_member: MakeMember, sign_in: SignIn) -> None:
    client = sign_in(make_member(Role.VIEWER))
    assert client.get(f"{URL}{asset.pk}/").status_code == 200
    assert send(client, "patch", f"{URL}{asset.pk}/", {"name": "X"}).status_code == 403
    assert client.post(f"{URL}{asset.pk}/push/").status_code == 403
    assert send(client, "post", URL, BODY).status_code == 403

"""Assets and planned assets through the API."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from experience.market.models import Asset, FlexProvider, PostcodePosition
from tests.experience import builders

BODY = {
    "ref": "asset001",
    "name": "My First Asset",
    "status": "operational",
    "asset_category": "renewable",
    "asset_type": "onshore_wind",
    "voltage_level": "22.00",
    "country_code": "GB",
    "postcode": "td1 3ab",
}
PLANNED = {
    "reference": "PLAN-1",
    "name": "Later batteries",
    "voltage_level": "11.00",
    "asset_type": "battery",
    "capacity_type": "active_export",
    "capacity_value": "1.500",
    "competition_reference": "MOCK_1",
}


@pytest.fixture(autouse=True)
def _frozen(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def post(api: Callable[..., Client], provider: FlexProvider) -> Callable[..., Any]:
    client = api()

    def send(path: str, **body: object) -> Any:
        return client.post(path, {"provider": provider.pk, **body}, content_type="application/json")

    return send


def test_a_new_asset_comes_back_whole(post: Callable[..., Any], now: datetime) -> None:
    answer = post("/assets/v1/", **BODY, max_runtime="01T02:00:00", active_export_capacity="1.5").json()
    assert answer["postcode"] == "TD1 3AB"
    assert answer["max_runtime"] == "01T02:00:00"
    assert answer["active_export_capacity"] == "1.500"
    assert answer["created"] == answer["modified"] == "2027-01-12T10:00:00Z"
    assert answer["supplier"] is None


@pytest.mark.parametrize("name", sorted(BODY.keys() - {"postcode"}))
def test_each_required_field_is_asked_for_by_name(name: str, post: Callable[..., Any]) -> None:
    response = post("/assets/v1/", **{key: value for key, value in BODY.items() if key != name})
    assert (response.status_code, response.json()) == (400, {name: ["This field is required."]})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "planned"),
        ("voltage_level", "eleven"),
        ("active_export_capacity", "-1"),
        ("active_export_capacity", "5000.001"),
        ("voltage_level", "0"),
        ("voltage_level", "801"),
        ("import_meter_id", "180000000001"),
        ("import_meter_id", "1800000000018"),
        ("export_meter_id", "3000000000018"),
        ("export_meter_id", "٣" * 13),
        ("postcode", "TD1 3AC!"),
        ("postcode", "SW1A 1CC"),
        ("max_runtime", "two hours"),
        ("latitude", 91),
        ("country_code", "Britain"),
        ("operational_date", "soon"),
        ("provider", "somebody"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(field: str, value: object, post: Callable[..., Any]) -> None:
    response = post("/assets/v1/", **{**BODY, field: value})
    assert response.status_code == 400
    assert list(response.json()) == [field]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"latitude": 55.6}, "longitude"),
        ({"latitude": -2.8, "longitude": 55.6}, "latitude"),
        ({"min_runtime": "02:00:01", "max_runtime": "02:00:00"}, "min_runtime"),
    ],
)
def test_values_that_do_not_go_together_are_refused(
    values: dict[str, Any], field: str, post: Callable[..., Any]
) -> None:
    response = post("/assets/v1/", **BODY, **values)
    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_abroad_other_meters_and_postcodes_are_in_use(post: Callable[..., Any]) -> None:
    body = {**BODY, "country_code": "IT", "postcode": "00184", "import_meter_id": "IT001E00000001"}
    assert post("/assets/v1/", **body, latitude=41.89, longitude=12.49).status_code == 201


def test_a_change_is_not_refused_for_what_it_does_not_touch(
    api: Callable[..., Client], provider: FlexProvider
) -> None:
    old = builders.asset(provider, "OLD", import_meter_id="1800000000018")
    client, path = api(), f"/assets/v1/{old.pk}/"
    assert client.patch(path, {"name": "Other"}, content_type="application/json").status_code == 200
    again = client.patch(path, {"import_meter_id": "1800000000018"}, content_type="application/json")
    assert (again.status_code, list(again.json())) == (400, ["import_meter_id"])


def test_a_place_is_needed_one_way_or_the_other(post: Callable[..., Any]) -> None:
    placeless = {key: value for key, value in BODY.items() if key != "postcode"}
    assert list(post("/assets/v1/", **placeless).json()) == ["non_field_errors"]
    assert post("/assets/v1/", **placeless, latitude=55.6).status_code == 400
    assert post("/assets/v1/", **placeless, latitude=55.6, longitude=-2.8).status_code == 201


def test_a_known_postcode_gives_the_position(post: Callable[..., Any]) -> None:
    PostcodePosition.objects.create(postcode="TD1 3AB", latitude=55.61, longitude=-2.81)
    answer = post("/assets/v1/", **BODY).json()
    assert (answer["latitude"], answer["longitude"]) == (55.61, -2.81)


def test_an_unknown_field_is_kept_and_served_back(
    post: Callable[..., Any], api: Callable[..., Client]
) -> None:
    made = post("/assets/v1/", **BODY, heat_pump_count=12).json()
    assert made["heat_pump_count"] == 12
    changed = (
        api().patch(f"/assets/v1/{made['id']}/", {"name": "Other"}, content_type="application/json").json()
    )
    assert (changed["name"], changed["heat_pump_count"]) == ("Other", 12)


def test_a_ref_is_unique_within_a_provider_only(post: Callable[..., Any], provider: FlexProvider) -> None:
    builders.asset(builders.provider("Other"), "asset001")
    assert post("/assets/v1/", **BODY).status_code == 201
    assert list(post("/assets/v1/", **BODY).json()) == ["ref"]


def test_a_patch_changes_what_it_names_and_nothing_else(
    api: Callable[..., Client], provider: FlexProvider
) -> None:
    asset = builders.asset(provider, "BAT-1")
    client, path = api(), f"/assets/v1/{asset.pk}/"
    answer = client.patch(path, {"status": "archived"}, content_type="application/json").json()
    assert (answer["status"], answer["ref"], answer["modified"]) == (
        "archived",
        "BAT-1",
        "2027-01-12T10:00:00Z",
    )
    again = client.patch(path, {"status": "archived"}, content_type="application/json").json()
    assert again == answer
    builders.asset(provider, "BAT-2")
    assert client.patch(path, {"ref": "BAT-2"}, content_type="application/json").status_code == 400
    assert (
        client.patch(path, {"postcode": None, "latitude": None}, content_type="application/json").status_code
        == 400
    )
    assert Asset.objects.get(pk=asset.pk).latitude == 55.6


def test_another_providers_assets_are_not_found(api: Callable[..., Client]) -> None:
    stranger = builders.asset(builders.provider("Other"), "THEIRS")
    client = api()
    assert client.get(f"/assets/v1/{stranger.pk}/").status_code == 404
    assert client.patch(f"/assets/v1/{stranger.pk}/", {}, content_type="application/json").status_code == 404
    assert client.get("/assets/v1/").json() == []


def test_a_planned_asset_is_created_changed_and_never_doubled(
    post: Callable[..., Any], api: Callable[..., Client]
) -> None:
    made = post("/planned-assets/v1/", **PLANNED).json()
    assert (made["capacity_value"], made["operator_name"]) == ("1.500", None)
    assert list(post("/planned-assets/v1/", **PLANNED).json()) == ["reference"]
    path = f"/planned-assets/v1/{made['id']}/"
    changed = api().patch(path, {"estimated_asset_count": 4}, content_type="application/json").json()
    assert (changed["estimated_asset_count"], changed["name"]) == (4, "Later batteries")
    assert api().get("/planned-assets/v1/").json() == [changed]


def test_the_assets_of_an_obligation_are_listed(
    api: Callable[..., Client], provider: FlexProvider, now: datetime
) -> None:
    asset = builders.asset(provider, "BAT-1")
    obligation = builders.obligation(provider, now)
    builders.asset(provider, "BAT-2")
    found = api().get(f"/assets/v1/obligations/{obligation.pk}/").json()
    assert [each["id"] for each in found] == [asset.pk]

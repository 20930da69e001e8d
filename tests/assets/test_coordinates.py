"""Coordinates that Piclo made from a postcode do not outlive it; a person's do."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import httpx
import pytest
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assets import outbound, services
from assets.models import Asset, PostcodePosition, PushState
from assets.rules.coordinates import source_after, without_stale
from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.audit.services import record_event
from portal.piclo.models import Connection
from tests.assets.fake_piclo import FakePiclo
from tests.assets.sheets import applied, as_csv, read
from tests.assets.test_sync import pull, record
from tests.factories.assets import AssetFactory
from tests.factories.piclo import ConnectionFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
PLACES = {"EH21 6AA": (55.94, -3.05), "TD1 1AA": (55.61, -2.81)}
AT_EH21 = {"latitude": 55.94, "longitude": -3.05}
STANDING = {"postcode": "EH21 6AA", **AT_EH21}
NONE = {"latitude": None, "longitude": None}


class PlacingPiclo(FakePiclo):
    """A Piclo that finds coordinates for postcodes where none are given, and keeps five places of those that are."""

    def _write(self, request: httpx.Request) -> httpx.Response:
        answer = super()._write(request)
        asset = self.assets[answer.json()["id"]]
        if asset.get("latitude") is None:
            asset["latitude"], asset["longitude"] = PLACES[asset["postcode"]]
        asset["latitude"] = round(asset["latitude"], 5)
        return httpx.Response(answer.status_code, json=asset)


@pytest.fixture
def piclo() -> PlacingPiclo:
    return PlacingPiclo()


@pytest.fixture
def connection(owner: Membership) -> Connection:
    return ConnectionFactory.create(organisation=owner.organisation)


@pytest.fixture
def pulled(connection: Connection) -> Asset:
    """Read from Piclo with its coordinates."""
    pull(connection, record("a1", **AT_EH21))
    return Asset.objects.get()


def change(asset: Asset, owner: Membership, **changes: Any) -> Asset:
    return services.change_asset(asset_id=asset.pk, by=owner, version=asset.version, changes=changes, now=NOW)


def send(asset: Asset, piclo: FakePiclo, owner: Membership) -> Asset:
    services.ask_to_push(asset_id=asset.pk, by=owner, now=NOW)
    outbound.push_one(asset.pk, open_client=piclo.open, now=lambda: NOW)
    asset.refresh_from_db()
    return asset


def place(asset: Asset) -> tuple[float | None, float | None, str]:
    asset.refresh_from_db()
    return asset.latitude, asset.longitude, asset.coordinates_from


@pytest.mark.parametrize(
    ("came_from", "changes", "after"),
    [
        ("piclo", {"postcode": "TD1 1AA"}, {"postcode": "TD1 1AA", **NONE}),
        ("piclo", {"postcode": "TD1 1AA", **AT_EH21}, {"postcode": "TD1 1AA", **NONE}),
        ("piclo", {"postcode": "TD1 1AA", "latitude": 55.6}, {"postcode": "TD1 1AA", "latitude": 55.6}),
        ("piclo", {"postcode": "EH21 6AA"}, {"postcode": "EH21 6AA"}),
        ("piclo", {"postcode": ""}, {"postcode": ""}),
        ("piclo", {"name": "New"}, {"name": "New"}),
        ("person", {"postcode": "TD1 1AA"}, {"postcode": "TD1 1AA"}),
        ("", {"postcode": "TD1 1AA"}, {"postcode": "TD1 1AA"}),
    ],
)
def test_only_piclos_coordinates_go_with_the_postcode(
    came_from: str, changes: dict[str, Any], after: dict[str, Any]
) -> None:
    assert without_stale(STANDING, changes, came_from) == after


@given(
    latitude=st.none() | st.floats(49, 60),
    longitude=st.none() | st.floats(-8, 2),
    came_from=st.sampled_from(["", "person", "piclo"]),
)
def test_coordinates_are_somebodys_exactly_where_there_are_both(
    latitude: float | None, longitude: float | None, came_from: str
) -> None:
    source = source_after(STANDING, {"latitude": latitude, "longitude": longitude}, came_from, "person")
    if latitude is None or longitude is None:
        assert source == ""
    elif (latitude, longitude) != (55.94, -3.05):
        assert source == "person"
    else:
        assert source == came_from


def test_a_person_who_registers_an_asset_with_coordinates_gave_them(owner: Membership) -> None:
    values = {
        "ref": "B-1",
        "name": "Battery",
        "category": "storage",
        "asset_type": "battery",
        "voltage_level_kv": 11,
        "active_export_capacity_mw": 1,
    }
    made = services.create_asset(by=owner, values={**values, **STANDING}, now=NOW)
    assert place(made) == (55.94, -3.05, "person")
    bare = services.create_asset(by=owner, values={**values, "ref": "B-2", "postcode": "TD1 1AA"}, now=NOW)
    assert place(bare) == (None, None, "")


def test_what_a_reading_brings_is_piclos(connection: Connection, pulled: Asset) -> None:
    assert place(pulled) == (55.94, -3.05, "piclo")
    pull(connection, record("a1"))
    assert place(pulled) == (None, None, "")
    pull(connection, record("a1", **AT_EH21))
    assert place(pulled) == (55.94, -3.05, "piclo")


def test_a_reading_that_finds_a_persons_coordinates_leaves_them_theirs(
    connection: Connection, pulled: Asset
) -> None:
    Asset.objects.update(coordinates_from="person")
    pull(connection, record("a1", **AT_EH21, name="Renamed"))
    assert place(pulled) == (55.94, -3.05, "person")


def test_another_postcode_drops_piclos_coordinates_and_its_next_answer_brings_new_ones(
    owner: Membership, connection: Connection, pulled: Asset, piclo: PlacingPiclo
) -> None:
    piclo.add("a1", ref="REF-a1", supplier="Somebody", active_export_capacity="1.5", **AT_EH21)
    changed = change(pulled, owner, postcode="TD1 1AA")
    assert place(changed) == (None, None, "")
    event = Event.objects.about(pulled).get()
    assert event.before == {"postcode": "EH21 6AA", **AT_EH21}
    assert event.after == {"postcode": "TD1 1AA", **NONE}
    sent = send(changed, piclo, owner)
    assert piclo.writes[-1] == ("PATCH", {"postcode": "TD1 1AA", **NONE})
    assert (sent.push_state, place(sent)) == (PushState.IN_STEP, (55.61, -2.81, "piclo"))


def test_until_piclo_answers_the_asset_stands_where_its_new_postcode_does(
    owner: Membership, pulled: Asset
) -> None:
    change(pulled, owner, postcode="TD1 1AA")
    assert Asset.objects.located().get().at_latitude is None
    PostcodePosition.objects.create(postcode="TD1 1AA", latitude=55.6, longitude=-2.8)
    assert Asset.objects.located().get().at_latitude == 55.6


def test_new_coordinates_given_with_the_postcode_are_the_persons(owner: Membership, pulled: Asset) -> None:
    changed = change(pulled, owner, postcode="TD1 1AA", latitude=55.6, longitude=-2.8)
    assert place(changed) == (55.6, -2.8, "person")
    again = change(changed, owner, postcode="EH21 6AA")
    assert place(again) == (55.6, -2.8, "person")


def test_an_answer_to_a_postcode_alone_brings_piclos_coordinates(
    owner: Membership, connection: Connection, piclo: PlacingPiclo
) -> None:
    asset = AssetFactory.create(organisation=owner.organisation, postcode="TD1 1AA", **NONE)
    assert place(send(asset, piclo, owner)) == (55.61, -2.81, "piclo")


def test_a_persons_coordinates_that_piclo_rounds_stay_theirs(
    owner: Membership, connection: Connection, piclo: PlacingPiclo
) -> None:
    asset = AssetFactory.create(
        organisation=owner.organisation, latitude=55.612345678, longitude=-2.8, coordinates_from="person"
    )
    assert place(send(asset, piclo, owner)) == (55.61235, -2.8, "person")


def test_taking_piclos_coordinates_makes_them_piclos(
    owner: Membership, connection: Connection, pulled: Asset
) -> None:
    changed = change(pulled, owner, latitude=55.6, longitude=-2.8)
    assert changed.coordinates_from == "person"
    services.take_theirs(asset_id=pulled.pk, by=owner, version=changed.version, now=NOW)
    assert place(pulled) == (55.94, -3.05, "piclo")


def test_the_form_that_brings_the_old_coordinates_with_a_new_postcode_keeps_none(
    owner_client: Client, pulled: Asset
) -> None:
    url = reverse("assets:asset-edit", args=[pulled.pk])
    form = owner_client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in data.items() if value not in (None, False)}
    response = owner_client.post(url, {**sent, "postcode": "TD1 1AA"})
    assert response.status_code == 302
    assert place(pulled) == (None, None, "")


def test_over_the_api_another_postcode_drops_them_too(owner_client: Client, pulled: Asset) -> None:
    url = reverse("api:asset-detail", args=[pulled.pk])
    assert owner_client.get(url).json()["coordinates_from"] == "piclo"
    body = {"version": pulled.version, "postcode": "TD1 1AA"}
    answer = owner_client.patch(url, body, content_type="application/json").json()
    assert (answer["latitude"], answer["longitude"], answer["coordinates_from"]) == (None, None, "")


def test_an_import_shows_that_they_go_and_drops_them(owner: Membership, pulled: Asset) -> None:
    rows = as_csv(("REF-a1", "TD1 1AA"), headings=("Reference", "Postcode"))
    file = read(owner, rows)
    assert file.rows.get().values == {"postcode": "TD1 1AA", **NONE}
    assert file.rows.get().before == STANDING
    applied(file, owner)
    assert place(pulled) == (None, None, "")


def test_coordinates_in_a_file_are_the_persons(owner: Membership, pulled: Asset) -> None:
    headings = (
        "Reference",
        "Name",
        "Category",
        "Type",
        "Voltage level (kV)",
        "Postcode",
        "Latitude",
        "Longitude",
        "Active export (MW)",
    )
    moved = ("REF-a1", "Asset a1", "Storage", "Battery", "11", "TD1 1AA", "55.6", "-2.8", "1.5")
    new = ("NEW-1", "New", "Storage", "Battery", "11", "TD1 1AA", "55.7", "-2.9", "1.5")
    applied(read(owner, as_csv(moved, new, headings=headings)), owner)
    assert place(pulled) == (55.6, -2.8, "person")
    assert place(Asset.objects.get(ref="NEW-1")) == (55.7, -2.9, "person")


def test_the_page_says_whose_the_coordinates_are(owner_client: Client, pulled: Asset) -> None:
    page = owner_client.get(pulled.get_absolute_url()).content.decode()
    assert "from Piclo; another postcode drops them" in page


def test_assets_from_before_count_as_piclos_where_no_person_ever_gave_coordinates(
    owner: Membership, pulled: Asset
) -> None:
    given = AssetFactory.create(organisation=owner.organisation, piclo_id="a2", push_state="in_step")
    ours = AssetFactory.create(organisation=owner.organisation)
    bare = AssetFactory.create(organisation=owner.organisation, piclo_id="a3", push_state="in_step", **NONE)
    record_event(
        kind="asset.created",
        organisation_id=owner.organisation_id,
        subject=given,
        at=NOW,
        actor_id=owner.user_id,
        after=AT_EH21,
    )
    Asset.objects.update(coordinates_from="")
    with database.cursor() as cursor:
        cursor.execute(import_module("assets.migrations.0012_whose_coordinates").WHOSE)
    found = {asset.pk: asset.coordinates_from for asset in Asset.objects.all()}
    assert found == {pulled.pk: "piclo", given.pk: "person", ours.pk: "person", bare.pk: ""}

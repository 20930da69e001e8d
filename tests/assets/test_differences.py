"""Where an asset differs from what Piclo holds, and taking Piclo's side."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assets import services
from assets.models import Asset, PushState
from assets.rules.differences import differences_between
from assets.rules.fields import COLUMNS
from assets.selectors.differences import differences_of
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.piclo.models import Connection
from tests.assets.test_sync import pull, record
from tests.factories.assets import AssetFactory
from tests.factories.piclo import ConnectionFactory
from tests.support.fixtures import MakeMember, SignIn

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SIDES = st.fixed_dictionaries({column: st.integers(0, 2) for column in COLUMNS})


@pytest.fixture
def connection(owner: Membership) -> Connection:
    return ConnectionFactory.create(organisation=owner.organisation)


@pytest.fixture
def asset(connection: Connection, owner: Membership) -> Asset:
    """Pulled from Piclo, then renamed here."""
    pull(connection, record("a1"))
    return change(Asset.objects.get(), owner, name="Ours")


def change(asset: Asset, owner: Membership, **changes: Any) -> Asset:
    return services.change_asset(asset_id=asset.pk, by=owner, version=asset.version, changes=changes, now=NOW)


def take(asset: Asset, owner: Membership, *columns: str) -> Asset:
    return services.take_theirs(asset_id=asset.pk, by=owner, version=asset.version, columns=columns, now=NOW)


def shown(asset: Asset) -> list[tuple[str, Any, Any, bool]]:
    asset.refresh_from_db()
    return [(one.column, one.ours, one.theirs, one.both) for one in differences_of(asset)]


@given(ours=SIDES, theirs=SIDES, common=SIDES)
def test_only_a_field_that_neither_side_left_alone_was_changed_on_both(
    ours: dict[str, int], theirs: dict[str, int], common: dict[str, int]
) -> None:
    found = {one.column: one for one in differences_between(ours, theirs, common)}
    assert set(found) == {column for column in COLUMNS if ours[column] != theirs[column]}
    for column, one in found.items():
        assert one.both == (len({ours[column], theirs[column], common[column]}) == 3)
    assert not any(one.both for one in differences_between(ours, theirs, None))


def test_what_was_changed_here_differs_from_what_piclo_had(asset: Asset) -> None:
    assert shown(asset) == [("name", "Ours", "Asset a1", False)]
    assert asset.push_shown.word == "Differs"


def test_a_pull_tells_what_piclo_holds_now_and_leaves_ours_alone(
    connection: Connection, asset: Asset
) -> None:
    pull(connection, record("a1", name="Theirs", supplier="Another"))
    assert shown(asset) == [("name", "Ours", "Theirs", True), ("supplier", "Somebody", "Another", False)]
    assert (asset.raw["name"], asset.piclo_seen_at) == ("Asset a1", NOW)


def test_taking_one_field_leaves_the_others_to_differ(
    connection: Connection, asset: Asset, owner: Membership
) -> None:
    pull(connection, record("a1", name="Theirs", active_export_capacity="2"))
    asset.refresh_from_db()
    take(asset, owner, "active_export_capacity_mw")
    assert shown(asset) == [("name", "Ours", "Theirs", True)]
    assert (asset.push_state, asset.active_export_capacity_mw) == (PushState.NOT_SENT, Decimal(2))


def test_taking_all_brings_it_in_step_with_an_event_and_nothing_to_send(
    connection: Connection, asset: Asset, owner: Membership
) -> None:
    pull(connection, record("a1", name="Theirs"))
    asset.refresh_from_db()
    taken = take(asset, owner)
    assert shown(asset) == []
    assert (asset.push_state, asset.name, asset.raw["name"]) == (PushState.IN_STEP, "Theirs", "Theirs")
    assert (asset.piclo_raw, asset.push_asked_at, asset.version) == (None, None, taken.version)
    event = Event.objects.about(asset)[0]
    assert (event.kind, event.before, event.after) == (
        "asset.taken-from-piclo",
        {"name": "Ours"},
        {"name": "Theirs"},
    )


def test_what_nobody_looked_at_is_not_taken(asset: Asset, owner: Membership) -> None:
    change(asset, owner, name="Newer")
    asset.version -= 1
    with pytest.raises(services.StaleAssetError):
        take(asset, owner)
    assert Asset.objects.get().name == "Newer"


@pytest.mark.parametrize(
    ("state", "column", "words"),
    [
        (PushState.WAITING, "name", "is on its way to Piclo"),
        (PushState.NOT_SENT, "postcode", "Nothing of that differs"),
        (PushState.IN_STEP, "name", "Nothing of that differs"),
    ],
)
def test_what_cannot_be_taken_is_refused(
    asset: Asset, owner: Membership, state: str, column: str, words: str
) -> None:
    Asset.objects.update(push_state=state)
    with pytest.raises(services.CannotTakeError, match=words):
        take(asset, owner, column)
    assert Asset.objects.get().name == "Ours"


def test_a_reference_that_is_used_here_is_not_taken(asset: Asset, owner: Membership) -> None:
    change(asset, owner, ref="MOVED")
    AssetFactory.create(organisation=owner.organisation, ref="REF-a1")
    asset.refresh_from_db()
    with pytest.raises(services.CannotTakeError, match="REF-a1 belongs to another asset here"):
        take(asset, owner, "ref")


def test_the_page_shows_both_sides_and_takes_piclos(
    connection: Connection, asset: Asset, owner_client: Client
) -> None:
    pull(connection, record("a1", name="Theirs"))
    page = owner_client.get(asset.get_absolute_url()).content.decode()
    assert "Differs from Piclo" in page
    assert "Changed on both sides" in page
    asset.refresh_from_db()
    url = reverse("assets:asset-take-theirs", args=[asset.pk])
    assert owner_client.post(url, {"version": "nonsense"}).status_code == 302
    assert Asset.objects.get().name == "Ours"
    owner_client.post(url, {"version": asset.version, "column": "name"})
    assert Asset.objects.get().push_state == PushState.IN_STEP
    assert "Differs from Piclo" not in owner_client.get(asset.get_absolute_url()).content.decode()


def test_somebody_who_may_only_look_sees_the_differences_without_buttons(
    asset: Asset, make_member: MakeMember, sign_in: SignIn
) -> None:
    client = sign_in(make_member(Role.VIEWER))
    page = client.get(asset.get_absolute_url()).content.decode()
    assert "Differs from Piclo" in page
    assert "Take all of Piclo" not in page
    assert client.post(reverse("assets:asset-take-theirs", args=[asset.pk])).status_code == 403


def test_the_list_finds_what_differs_apart_from_what_was_never_sent(
    asset: Asset, owner_client: Client
) -> None:
    AssetFactory.create(organisation=asset.organisation, name="Never sent")
    for state, name in (("differs", "Ours"), ("not_sent", "Never sent")):
        found = owner_client.get(f"/api/v1/assets/?push_state={state}").json()["results"]
        assert [row["name"] for row in found] == [name]


def test_the_api_lists_differences_and_takes_them(asset: Asset, owner_client: Client) -> None:
    url = reverse("api:asset-differences", args=[asset.pk])
    assert owner_client.get(url).json() == [
        {"column": "name", "ours": "Ours", "theirs": "Asset a1", "both": False}
    ]
    body = {"version": asset.version, "columns": ["name"]}
    answers = [
        owner_client.post(url, json.dumps(body | more), content_type="application/json")
        for more in ({"columns": ["colour"]}, {"version": 99}, {})
    ]
    assert [answer.status_code for answer in answers] == [400, 409, 200]
    assert answers[-1].json()["push_state"] == "in_step"

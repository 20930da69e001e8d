"""The portfolio's pages."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assets.models import Asset, PushState
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.factories.assets import AssetFactory, AssetGroupFactory
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LIST = "/assets/"


@pytest.fixture
def asset(owner: Membership) -> Asset:
    return AssetFactory.create(organisation=owner.organisation, name="Newhailes battery", ref="BAT-1")


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def form_of(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would post back, with some fields typed over."""
    form = client.get(url).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: "" if value is None else value for name, value in {**values, **changes}.items()}


def test_the_list_takes_the_same_queries_for_many_assets(owner_client: Client, owner: Membership) -> None:
    AssetFactory.create_batch(60, organisation=owner.organisation)
    assert_ratchet(owner_client, "assets:asset-list")


def test_the_list_shows_ours_and_no_other(owner_client: Client, asset: Asset) -> None:
    AssetFactory.create(name="Of somebody else")
    shown = text_of(owner_client.get(LIST))
    assert "Newhailes battery" in shown
    assert "Of somebody else" not in shown


@pytest.mark.parametrize(
    "query",
    [
        "search=newhailes",
        "search=bat-1",
        "search=EH21+6",
        "search=eh216aa",
        "search=18+0000",
        "status=operational",
        "category=storage",
        "push_state=not_sent",
    ],
)
def test_an_asset_is_found_by_what_people_know_of_it(owner_client: Client, asset: Asset, query: str) -> None:
    Asset.objects.update(import_meter_id="1800000000006")
    AssetFactory.create(
        organisation=asset.organisation,
        name="The other",
        ref="X",
        postcode="M1 1AE",
        status="mothballed",
        category="renewable",
        push_state=PushState.IN_STEP,
    )
    shown = text_of(owner_client.get(f"{LIST}?{query}"))
    assert "Newhailes battery" in shown
    assert "The other" not in shown


def test_htmx_gets_the_results_alone(owner_client: Client, asset: Asset) -> None:
    response = owner_client.get(LIST, headers={"HX-Request": "true"})
    assert b"<table" in response.content
    assert b"<html" not in response.content


def test_somebody_who_may_only_look_gets_no_buttons(
    asset: Asset, make_member: MakeMember, sign_in: SignIn
) -> None:
    client = sign_in(make_member(Role.VIEWER))
    assert "Add an asset" not in text_of(client.get(LIST))
    shown = text_of(client.get(asset.get_absolute_url()))
    assert "Edit" not in shown
    assert "Send to Piclo" not in shown


def test_an_asset_is_registered_and_sent(owner_client: Client, owner: Membership) -> None:
    url = reverse("assets:asset-create")
    body = form_of(
        owner_client,
        url,
        name="Wallyford battery",
        ref="BAT-7",
        category="storage",
        asset_type="battery",
        voltage_level_kv="11",
        postcode="eh218qx",
        active_export_capacity_mw="0.75",
        response_time="00:02:00",
        send="1",
    )
    response = owner_client.post(url, body)
    asset = Asset.objects.get(ref="BAT-7")
    assert response.status_code == 302
    assert response["Location"] == asset.get_absolute_url()
    assert (asset.postcode, asset.response_time) == ("EH21 8QX", timedelta(minutes=2))
    assert asset.push_state == PushState.WAITING


def test_faults_of_a_form_stand_under_their_fields(owner_client: Client, asset: Asset) -> None:
    url = reverse("assets:asset-create")
    body = form_of(
        owner_client, url, name="A", ref="BAT-1", category="storage", asset_type="solar", postcode="X"
    )
    response = owner_client.post(url, body)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert errors["asset_type"] == ["Solar is no type of storage."]
    assert errors["postcode"] == ["This is not the shape of a UK postcode, such as EH21 6AA."]


def test_a_taken_reference_is_said_at_the_reference(owner_client: Client, asset: Asset) -> None:
    url = reverse("assets:asset-create")
    body = form_of(
        owner_client,
        url,
        name="A",
        ref="BAT-1",
        category="storage",
        asset_type="battery",
        voltage_level_kv="11",
        postcode="EH21 6AA",
    )
    response = owner_client.post(url, body)
    assert response.status_code == 422
    assert response.context["form"].errors == {"ref": ["This reference is taken by Newhailes battery."]}


def test_an_edit_changes_only_what_was_typed(owner_client: Client, asset: Asset) -> None:
    url = reverse("assets:asset-edit", args=[asset.pk])
    owner_client.post(url, form_of(owner_client, url, name="New name"))
    changed = Asset.objects.get()
    assert (changed.name, changed.version) == ("New name", 2)
    shown = text_of(owner_client.get(asset.get_absolute_url()))
    assert "Name: Newhailes battery → New name" in shown


def test_a_renamed_asset_is_said_to_be_saved_under_its_new_name(owner_client: Client, asset: Asset) -> None:
    url = reverse("assets:asset-edit", args=[asset.pk])
    response = owner_client.post(url, form_of(owner_client, url, name="Wallyford battery"), follow=True)
    assert "Wallyford battery saved." in text_of(response)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ev_smart_charging", "EV smart charging"),
        ("chp_gas", "Gas CHP"),
        ("fly_wheel", "Fly wheel"),
        ("ev_bus_depot", "EV bus depot"),
    ],
)
def test_a_type_reads_well_whether_we_know_it_or_not(owner: Membership, code: str, words: str) -> None:
    assert AssetFactory.build(organisation=owner.organisation, asset_type=code).type_label == words


def test_words_of_piclos_survive_an_edit(owner_client: Client, asset: Asset) -> None:
    Asset.objects.update(asset_type="fly_wheel", category="kinetic", status="retired", import_meter_id="123")
    url = reverse("assets:asset-edit", args=[asset.pk])
    response = owner_client.post(url, form_of(owner_client, url, name="New name"))
    assert response.status_code == 302
    changed = Asset.objects.get()
    assert (changed.asset_type, changed.category, changed.status) == ("fly_wheel", "kinetic", "retired")


def test_a_stale_edit_shows_the_other_persons_change_and_may_then_be_saved(
    owner_client: Client, asset: Asset, make_member: MakeMember, sign_in: SignIn
) -> None:
    url = reverse("assets:asset-edit", args=[asset.pk])
    mine = form_of(owner_client, url, name="Mine")
    colleague = make_member(Role.PORTFOLIO)
    other = sign_in(colleague)
    other.post(url, form_of(other, url, name="Theirs"))
    response = owner_client.post(url, mine)
    assert response.status_code == 422
    shown = text_of(response)
    assert f"{colleague.user} saved this first" in shown
    assert "Name Theirs Mine" in shown
    assert Asset.objects.get().name == "Theirs"
    again = {bound.html_name: bound.value() for bound in response.context["form"]}
    again = {name: "" if value is None else value for name, value in again.items()}
    assert owner_client.post(url, again).status_code == 302
    assert Asset.objects.get().name == "Mine"


def test_the_page_of_an_asset_tells_piclos_words_and_its_groups(owner_client: Client, asset: Asset) -> None:
    Asset.objects.update(push_state=PushState.REFUSED, push_words="Voltage level: Must be one of 11, 33.")
    AssetGroupFactory.create(organisation=asset.organisation, name="East Lothian").assets.add(asset)
    shown = text_of(owner_client.get(asset.get_absolute_url()))
    assert "Voltage level: Must be one of 11, 33." in shown
    assert "East Lothian" in shown
    assert (
        reverse("competitions:asset-qualification", args=[asset.pk])
        in owner_client.get(asset.get_absolute_url()).content.decode()
    )


def test_the_page_looks_again_while_an_asset_is_on_its_way(owner_client: Client, asset: Asset) -> None:
    assert b"every 2s" not in owner_client.get(asset.get_absolute_url()).content
    owner_client.post(reverse("assets:asset-push", args=[asset.pk]))
    assert b"every 2s" in owner_client.get(asset.get_absolute_url()).content


def test_archiving_asks_first(owner_client: Client, asset: Asset) -> None:
    url = reverse("assets:asset-archive", args=[asset.pk])
    assert "Archive Newhailes battery?" in text_of(owner_client.get(url))
    assert Asset.objects.get().status == "operational"
    owner_client.post(url)
    assert Asset.objects.get().status == "archived"


def test_everything_unsent_is_sent_from_the_list(owner_client: Client, asset: Asset) -> None:
    assert "Send 1 asset to Piclo" in text_of(owner_client.get(LIST))
    response = owner_client.post(reverse("assets:asset-push-all"), follow=True)
    assert "1 asset on the way to Piclo." in text_of(response)
    assert Asset.objects.get().push_state == PushState.WAITING


@time_machine.travel(NOW, tick=False)
def test_the_desk_names_assets_that_need_somebody(owner_client: Client, owner: Membership) -> None:
    def make(name: str, **values: Any) -> None:
        AssetFactory.create(organisation=owner.organisation, name=name, **values)

    make("Refused one", push_state=PushState.REFUSED, push_words="Voltage level: No.")
    make("Gone one", push_state=PushState.GONE)
    make("Stuck one", push_state=PushState.WAITING, push_asked_at=NOW - timedelta(minutes=11))
    make("Moving one", push_state=PushState.WAITING, push_asked_at=NOW - timedelta(minutes=9))
    make("Archived one", push_state=PushState.GONE, status="archived")
    make("Calm one", push_state=PushState.IN_STEP)
    shown = text_of(owner_client.get(reverse("assets:desk-panel")))
    named = {
        name for name in ("Refused", "Gone", "Stuck", "Moving", "Archived", "Calm") if f"{name} one" in shown
    }
    assert named == {"Refused", "Gone", "Stuck"}

"""The pages of planned assets."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assets.models import PlannedAsset, PushState
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.assets.test_pages import form_of, text_of
from tests.factories.assets import PlannedAssetFactory
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LIST = "/assets/planned/"
NEW = "/assets/planned/new/"
TYPED = {
    "name": "Granton batteries",
    "reference": "PLAN-7",
    "asset_type": "battery",
    "capacity_type": "active_import",
    "capacity_value_mw": "0.75",
    "voltage_level_kv": "11",
    "competition_reference": "LEITH_DEC_2026",
    "maximum_response_time": "00:02:00",
}


@pytest.fixture
def planned(owner: Membership) -> PlannedAsset:
    return PlannedAssetFactory.create(
        organisation=owner.organisation, name="Leith batteries", reference="PLAN-1"
    )


def edit_url(planned: PlannedAsset) -> str:
    return reverse("assets:planned-asset-edit", args=[planned.pk])


def test_the_list_takes_the_same_queries_for_many(owner_client: Client, owner: Membership) -> None:
    PlannedAssetFactory.create_batch(60, organisation=owner.organisation)
    assert_ratchet(owner_client, "assets:planned-asset-list")


def test_the_list_shows_ours_and_no_other(owner_client: Client, planned: PlannedAsset) -> None:
    PlannedAssetFactory.create(name="Of somebody else")
    shown = text_of(owner_client.get(LIST))
    assert "Leith batteries" in shown
    assert "Of somebody else" not in shown


@pytest.mark.parametrize(
    "query",
    [
        "search=leith+batt",
        "search=plan-1",
        "search=leith_dec",
        "competition=leith_dec_2026",
        "operator=sp+energy",
        "push_state=not_sent",
    ],
)
def test_one_is_found_by_what_people_know_of_it(
    owner_client: Client, planned: PlannedAsset, query: str
) -> None:
    PlannedAssetFactory.create(
        organisation=planned.organisation,
        name="The other",
        reference="X",
        competition_reference="ELSEWHERE",
        operator_name="SSEN",
        push_state=PushState.IN_STEP,
    )
    shown = text_of(owner_client.get(f"{LIST}?{query}"))
    assert "Leith batteries" in shown
    assert "The other" not in shown


def test_assets_and_planned_assets_are_tabs_of_one_portfolio(owner_client: Client) -> None:
    for page in ("/assets/", LIST):
        content = owner_client.get(page).content.decode()
        assert 'href="/assets/planned/"' in content
        assert f'href="{page}" aria-current="page"' in content


def test_an_empty_list_says_what_a_planned_asset_is(owner_client: Client) -> None:
    assert "what you may build for one competition" in text_of(owner_client.get(LIST))
    assert "No planned asset matches" in text_of(owner_client.get(f"{LIST}?search=zzz"))


def test_one_is_offered_and_sent(owner_client: Client) -> None:
    response = owner_client.post(NEW, form_of(owner_client, NEW, **TYPED, send="1"))
    planned = PlannedAsset.objects.get()
    assert (response.status_code, response["Location"]) == (302, planned.get_absolute_url())
    assert (planned.capacity_value_mw, planned.push_state) == (Decimal("0.75"), PushState.WAITING)
    assert planned.maximum_response_time == timedelta(minutes=2)


def test_a_competitions_page_says_which_one_it_is_for(owner_client: Client) -> None:
    query = "?competition=LEITH_1&operator=SP+Energy+Networks&direction="
    form = owner_client.get(f"{NEW}{query}active_import").context["form"]
    assert form["capacity_type"].value() == "active_import"
    form = owner_client.get(f"{NEW}{query}sideways").context["form"]
    assert form["capacity_type"].value() == ""
    assert form["competition_reference"].value() == "LEITH_1"
    assert form["operator_name"].value() == "SP Energy Networks"
    assert form["capacity_value_mw"].value() is None


def test_faults_stand_under_their_fields_and_nothing_is_kept(owner_client: Client) -> None:
    typed = TYPED | {"capacity_value_mw": "0", "competition_reference": "Leith Dec", "asset_type": ""}
    response = owner_client.post(NEW, form_of(owner_client, NEW, **typed))
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert set(errors) == {"capacity_value_mw", "competition_reference", "asset_type"}
    assert errors["capacity_value_mw"][0].startswith("Say how many MW are planned")
    assert response.context["form"]["name"].value() == "Granton batteries"
    assert not PlannedAsset.objects.exists()


def test_a_taken_reference_is_said_at_the_reference(owner_client: Client, planned: PlannedAsset) -> None:
    response = owner_client.post(NEW, form_of(owner_client, NEW, **TYPED | {"reference": "PLAN-1"}))
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "reference": ["This reference is taken by another planned asset."]
    }


def test_an_edit_changes_only_what_was_typed(owner_client: Client, planned: PlannedAsset) -> None:
    url = edit_url(planned)
    owner_client.post(url, form_of(owner_client, url, capacity_value_mw="1.75"))
    changed = PlannedAsset.objects.get()
    assert (changed.capacity_value_mw, changed.version, changed.estimated_asset_count) == (
        Decimal("1.75"),
        2,
        3,
    )
    assert "Capacity: 1.5 → 1.75" in text_of(owner_client.get(planned.get_absolute_url()))


def test_a_renamed_one_is_said_to_be_saved_under_its_new_name(
    owner_client: Client, planned: PlannedAsset
) -> None:
    url = edit_url(planned)
    response = owner_client.post(url, form_of(owner_client, url, name="Wallyford depot"), follow=True)
    assert "Wallyford depot saved." in text_of(response)


def test_words_of_piclos_survive_an_edit(owner_client: Client, planned: PlannedAsset) -> None:
    PlannedAsset.objects.update(asset_type="fly_wheel", capacity_type="sideways", capacity_value_mw=0)
    url = edit_url(planned)
    assert owner_client.post(url, form_of(owner_client, url, name="New name")).status_code == 302
    changed = PlannedAsset.objects.get()
    assert (changed.name, changed.asset_type, changed.capacity_type) == ("New name", "fly_wheel", "sideways")


def test_a_stale_edit_shows_the_other_persons_change(
    owner_client: Client, planned: PlannedAsset, make_member: MakeMember, sign_in: SignIn
) -> None:
    url, colleague = edit_url(planned), make_member(Role.PORTFOLIO)
    mine = form_of(owner_client, url, name="Mine")
    other = sign_in(colleague)
    other.post(url, form_of(other, url, name="Theirs"))
    response = owner_client.post(url, mine)
    assert response.status_code == 422
    assert f"{colleague.user} saved this first" in text_of(response)
    assert PlannedAsset.objects.get().name == "Theirs"


def test_the_page_tells_piclos_words_and_that_it_cannot_be_withdrawn(
    owner_client: Client, planned: PlannedAsset
) -> None:
    PlannedAsset.objects.update(push_state=PushState.REFUSED, push_words="Reference: No.", piclo_id="pln1")
    shown = text_of(owner_client.get(planned.get_absolute_url()))
    assert "Piclo refused it: Reference: No." in shown
    assert "Piclo has no way to delete a planned asset." in shown
    assert "Discard" not in shown


def test_the_page_looks_again_while_it_is_on_its_way(owner_client: Client, planned: PlannedAsset) -> None:
    assert b"every 2s" not in owner_client.get(planned.get_absolute_url()).content
    owner_client.post(reverse("assets:planned-asset-push", args=[planned.pk]))
    content = owner_client.get(planned.get_absolute_url(), headers={"HX-Request": "true"}).content
    assert b"every 2s" in content
    assert b"<html" not in content


def test_discarding_asks_first(owner_client: Client, planned: PlannedAsset) -> None:
    url = reverse("assets:planned-asset-discard", args=[planned.pk])
    assert "Discard Leith batteries?" in text_of(owner_client.get(url))
    assert PlannedAsset.objects.exists()
    assert "Leith batteries discarded." in text_of(owner_client.post(url, follow=True))
    assert not PlannedAsset.objects.exists()


def test_what_piclo_holds_is_not_discarded(owner_client: Client, planned: PlannedAsset) -> None:
    PlannedAsset.objects.update(push_state=PushState.IN_STEP, piclo_id="pln1")
    url = reverse("assets:planned-asset-discard", args=[planned.pk])
    assert "has no way to delete it" in text_of(owner_client.post(url, follow=True))
    assert PlannedAsset.objects.exists()


def test_somebody_who_may_only_look_gets_no_buttons(
    planned: PlannedAsset, make_member: MakeMember, sign_in: SignIn
) -> None:
    client = sign_in(make_member(Role.VIEWER))
    assert "Add a planned asset" not in text_of(client.get(LIST))
    shown = text_of(client.get(planned.get_absolute_url()))
    assert "Edit" not in shown
    assert "Send to Piclo" not in shown


@time_machine.travel(NOW, tick=False)
def test_the_desk_names_planned_assets_that_need_somebody(owner_client: Client, owner: Membership) -> None:
    def make(name: str, **values: object) -> None:
        PlannedAssetFactory.create(organisation=owner.organisation, name=name, **values)

    make("Refused one", push_state=PushState.REFUSED, push_words="Voltage level: No.")
    make("Gone one", push_state=PushState.GONE)
    make("Stuck one", push_state=PushState.WAITING, push_asked_at=NOW - timedelta(minutes=11))
    make("Moving one", push_state=PushState.WAITING, push_asked_at=NOW - timedelta(minutes=9))
    make("Calm one", push_state=PushState.IN_STEP)
    shown = text_of(owner_client.get(reverse("assets:desk-panel")))
    named = {name for name in ("Refused", "Gone", "Stuck", "Moving", "Calm") if f"{name} one" in shown}
    assert named == {"Refused", "Gone", "Stuck"}

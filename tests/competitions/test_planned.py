"""What a competition has of our planned assets."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from competitions.models import Competition
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.competitions.test_pages import text_of
from tests.factories.assets import PlannedAssetFactory
from tests.factories.competitions import CompetitionFactory, OpportunityFactory
from tests.support.fixtures import MakeMember, SignIn

# Bidding in the factory's competition is open.
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_ten() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def competition(owner: Membership) -> Competition:
    return CompetitionFactory.create(organisation=owner.organisation, reference="MONK_1", name="Monktonhall")


def part_of(competition: Competition) -> str:
    return reverse("competitions:competition-planned", args=[competition.pk])


def test_the_page_of_a_competition_brings_in_our_planned_assets(
    owner_client: Client, competition: Competition
) -> None:
    content = owner_client.get(competition.get_absolute_url()).content.decode()
    assert f'hx-get="{part_of(competition)}"' in content


def test_planned_assets_that_name_the_competition_stand_with_piclos_word(
    owner_client: Client, competition: Competition
) -> None:
    def plan(name: str, **values: str) -> None:
        values = {"competition_reference": "MONK_1"} | values
        PlannedAssetFactory.create(organisation=competition.organisation, name=name, **values)

    plan("Alpha", piclo_id="pln1")
    plan("Beta")
    plan("Gamma", competition_reference="ELSEWHERE")
    PlannedAssetFactory.create(name="Stranger", competition_reference="MONK_1")
    shown = text_of(owner_client.get(part_of(competition)))
    assert "Counted" not in shown
    OpportunityFactory.create(competition=competition, planned_asset_ids=["pln1"])
    shown = text_of(owner_client.get(part_of(competition)))
    assert shown.index("Alpha") < shown.index(" Counted") < shown.index("Beta") < shown.index("Not counted")
    assert "Gamma" not in shown
    assert "Stranger" not in shown


def test_a_capacity_in_the_other_direction_is_said_to_be_so(
    owner_client: Client, competition: Competition
) -> None:
    planned = PlannedAssetFactory.create(
        organisation=competition.organisation, competition_reference="MONK_1", capacity_type="active_import"
    )
    assert "Active export is wanted." in text_of(owner_client.get(part_of(competition)))
    planned.capacity_type = "active_export"
    planned.save()
    assert "is wanted." not in text_of(owner_client.get(part_of(competition)))
    Competition.objects.update(need_direction="Sideways")
    assert "is wanted." not in text_of(owner_client.get(part_of(competition)))


def test_one_may_be_offered_while_the_competition_can_be_joined(
    owner_client: Client, competition: Competition, make_member: MakeMember, sign_in: SignIn
) -> None:
    offer = "/assets/planned/new/?competition=MONK_1&amp;operator=SP%20Energy%20Networks&amp;direction=active_export"
    assert offer in owner_client.get(part_of(competition)).content.decode()
    viewer = sign_in(make_member(Role.VIEWER))
    assert offer not in viewer.get(part_of(competition)).content.decode()
    Competition.objects.update(closed_at=NOW)
    assert offer not in owner_client.get(part_of(competition)).content.decode()


def test_the_competitions_to_choose_from_are_ours_and_can_still_be_joined(
    owner_client: Client, competition: Competition
) -> None:
    CompetitionFactory.create(organisation=competition.organisation, reference="OVER_1", closed_at=NOW)
    CompetitionFactory.create(reference="THEIRS_1")
    options = owner_client.get(reverse("competitions:competition-options")).content.decode()
    assert '<option value="MONK_1">Monktonhall, SP Energy Networks</option>' in options
    assert options.count("<option") == 1

"""Help while a form is filled in: a planned asset judged field by field, and words already used to choose from."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assets.models import PlannedAsset
from assets.selectors import used
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.factories.assets import AssetFactory, PlannedAssetFactory
from tests.support.fixtures import MakeMember, SignIn

pytestmark = pytest.mark.django_db
CHECK = "/assets/planned/check/?field="
WORDS, PLANNED_WORDS = "/assets/words/", "/assets/planned/words/"


def offered(client: Client, field: str, url: str = WORDS) -> list[str]:
    """The words that a list of the page holds."""
    shown = client.get(url).content.decode()
    found = re.search(rf'<datalist id="used-{field}">(.*?)</datalist>', shown)
    assert found
    return re.findall(r'value="([^"]*)"', found[1])


@pytest.fixture
def planned(owner: Membership) -> PlannedAsset:
    return PlannedAssetFactory.create(organisation=owner.organisation, reference="PLAN-1")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("reference", "PLAN-1", "This reference is taken by another planned asset."),
        ("reference", "PLAN-2", ""),
        ("capacity_value_mw", "half", "Enter a number."),
        ("capacity_value_mw", "0", "Say how many MW are planned"),
        ("maximum_runtime", "soon", "Enter a valid duration."),
        ("operator_name", "", ""),
    ],
)
def test_a_field_of_a_planned_asset_is_judged_when_it_is_left(
    owner_client: Client, planned: PlannedAsset, field: str, typed: str, said: str
) -> None:
    response = owner_client.post(CHECK + field, {field: typed})
    shown = response.content.decode()
    assert response.status_code == 200
    assert said in shown if said else "<li>" not in shown
    assert PlannedAsset.objects.count() == 1


def test_one_that_is_edited_has_its_own_reference(owner_client: Client, planned: PlannedAsset) -> None:
    response = owner_client.post(f"{CHECK}reference&planned={planned.pk}", {"reference": "PLAN-1"})
    assert "<li>" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "status"), [("raw", 400), ("name&planned=x", 404), ("name&planned=9", 404)]
)
def test_a_question_about_nothing_is_refused(owner_client: Client, query: str, status: int) -> None:
    assert owner_client.post(CHECK + query, {"name": "A"}).status_code == status


def test_a_planned_asset_of_somebody_else_is_not_asked_about(owner_client: Client) -> None:
    other = PlannedAssetFactory.create()
    assert owner_client.post(f"{CHECK}name&planned={other.pk}", {"name": "A"}).status_code == 404


def test_the_form_names_where_each_field_is_asked_about_and_which_words_it_takes(
    owner_client: Client, planned: PlannedAsset
) -> None:
    shown = owner_client.get(reverse("assets:planned-asset-edit", args=[planned.pk])).content.decode()
    assert f'hx-post="{CHECK}reference&amp;planned={planned.pk}"' in shown
    assert 'id="id_reference_said"' in shown
    assert 'list="used-operator_name"' in shown
    assert f'hx-get="{PLANNED_WORDS}"' in shown
    assert 'list="known-competitions"' in shown


def test_words_already_used_are_offered_of_the_organisation_alone(
    owner: Membership, owner_client: Client
) -> None:
    for supplier in ("Octopus", "Ecotricity", 'So "called"', ""):
        AssetFactory.create(organisation=owner.organisation, supplier=supplier, meter_interval="30 min")
    AssetFactory.create(supplier="Of somebody else")
    assert offered(owner_client, "supplier") == ["Ecotricity", "Octopus", "So &quot;called&quot;"]
    assert offered(owner_client, "meter_interval") == ["30 min"]
    assert 'list="used-supplier"' in owner_client.get(reverse("assets:asset-create")).content.decode()


def test_operators_of_planned_assets_are_offered(owner: Membership, owner_client: Client) -> None:
    PlannedAssetFactory.create(organisation=owner.organisation, operator_name="SP Energy Networks")
    PlannedAssetFactory.create(operator_name="Of somebody else")
    assert offered(owner_client, "operator_name", PLANNED_WORDS) == ["SP Energy Networks"]


def test_the_most_used_are_offered_with_one_query(
    owner: Membership, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(used, "MOST_OFFERED", 2)
    for supplier in ("Aardvark", "Octopus", "Octopus", "Zenith", "Zenith", "Zenith"):
        AssetFactory.create(organisation=owner.organisation, supplier=supplier)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert offered(owner_client, "supplier") == ["Octopus", "Zenith"]
    assert sum("assets_asset" in query["sql"] for query in queries) == 1


def test_whoever_may_only_look_is_offered_nothing(make_member: MakeMember, sign_in: SignIn) -> None:
    client = sign_in(make_member(Role.VIEWER))
    assert [client.get(url).status_code for url in (WORDS, PLANNED_WORDS)] == [403, 403]
    assert client.post(CHECK + "name", {"name": "A"}).status_code == 403

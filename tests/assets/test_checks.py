"""What stands under a field while it is filled in, and what one asset may not have because of another."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assets import services
from assets.models import Asset, PushState
from assets.rules import countries, mpan
from assets.rules.checks import faults_of
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.assets.test_rules import GOOD
from tests.factories.assets import AssetFactory
from tests.support.fixtures import MakeMember, SignIn

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
METER = "1800032156786"


def check(field: str) -> str:
    return f"{reverse('assets:asset-check')}?field={field}"


@pytest.fixture
def metered(owner: Membership) -> Asset:
    return AssetFactory.create(
        organisation=owner.organisation, name="Newhailes", ref="BAT-1", import_meter_id=METER
    )


@pytest.mark.parametrize(
    ("code", "latitude", "longitude", "field", "words"),
    [
        ("GB", -3.05, 55.94, "latitude", "Latitude and longitude look swapped: exchange them."),
        ("GB", 55.94, 3.05, "longitude", "The sign looks wrong: -3.05 would be in the United Kingdom."),
        ("GB", -55.94, -3.05, "latitude", "The sign looks wrong: 55.94 would be in the United Kingdom."),
        ("GB", 55.94, 30.0, "longitude", "longitudes from -8.7 to 1.8"),
        ("GB", 40.0, -3.05, "latitude", "latitudes from 49.8 to 60.9"),
        ("AU", 33.9, 151.2, "latitude", "The sign looks wrong: -33.9 would be in Australia."),
        ("US", 41.8, 72.7, "longitude", "The sign looks wrong: -72.7 would be in the United States."),
    ],
)
def test_coordinates_outside_the_country_say_what_to_do(
    code: str, latitude: float, longitude: float, field: str, words: str
) -> None:
    place = {"country_code": code, "postcode": "", "latitude": latitude, "longitude": longitude}
    [(named, [said])] = faults_of({**GOOD, **place}).items()
    assert named == field
    assert words in said


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [("GB", 55.94, -3.05), ("GB", 49.8, 1.8), ("IE", 53.3, -6.3), ("IT", 41.9, 12.5), ("FR", 0.0, 0.0)],
)
def test_places_inside_or_in_countries_that_we_do_not_judge_are_taken(
    code: str, latitude: float, longitude: float
) -> None:
    assert countries.fault_of(code, latitude, longitude) is None


@given(st.sampled_from(sorted(countries.BOXES)), st.floats(-90, 90), st.floats(-180, 180))
def test_a_place_is_faulted_exactly_where_its_country_is_not(code: str, lat: float, lon: float) -> None:
    assert (countries.fault_of(code, lat, lon) is None) == countries.BOXES[code].holds(lat, lon)


@given(st.integers(0, 10**8))
def test_capacities_are_taken_within_their_range_and_to_ten_watts(hundred_thousandths: int) -> None:
    value = Decimal(hundred_thousandths) / 10**5
    faults = faults_of({**GOOD, "reactive_export_capacity_mvar": value})
    assert ("reactive_export_capacity_mvar" in faults) == (value > 5_000)


@given(st.timedeltas(timedelta(days=-40), timedelta(days=40)))
def test_lengths_of_time_are_taken_from_nothing_to_a_month(length: timedelta) -> None:
    within = timedelta(0) <= length <= timedelta(days=31)
    assert ("response_time" in faults_of({**GOOD, "response_time": length})) == (not within)


def test_the_unit_of_a_fault_is_that_of_its_field() -> None:
    faults = faults_of({**GOOD, "reactive_import_capacity_mvar": Decimal(9_000)})
    assert faults == {"reactive_import_capacity_mvar": ["More than 5,000 MVAr: is it in kVAr?"]}


def test_a_meter_of_another_live_asset_is_refused(owner: Membership, metered: Asset) -> None:
    with pytest.raises(services.InvalidAssetError, match="is on BAT-1 too") as refused:
        services.create_asset(by=owner, values={**GOOD, "ref": "BAT-2", "export_meter_id": METER}, now=NOW)
    assert set(refused.value.faults) == {"import_meter_id", "export_meter_id"}
    assert Asset.objects.count() == 1


@pytest.mark.parametrize("said", [{"shares_meter": True}, {"status": "archived"}])
def test_a_shared_meter_is_taken_where_it_is_meant_or_nobody_uses_it(
    owner: Membership, metered: Asset, said: dict[str, Any]
) -> None:
    made = services.create_asset(by=owner, values={**GOOD, "ref": "BAT-2", **said}, now=NOW)
    assert made.import_meter_id == METER


def test_a_meter_of_an_archived_asset_or_of_somebody_else_is_free(owner: Membership, metered: Asset) -> None:
    Asset.objects.update(status="archived")
    AssetFactory.create(import_meter_id=METER)
    assert services.create_asset(by=owner, values={**GOOD, "ref": "BAT-2"}, now=NOW).pk


def test_bringing_an_archived_asset_back_to_a_taken_meter_is_refused(
    owner: Membership, metered: Asset
) -> None:
    other = AssetFactory.create(organisation=owner.organisation, status="archived", import_meter_id=METER)
    with pytest.raises(services.InvalidAssetError, match="is on BAT-1 too"):
        services.change_asset(
            asset_id=other.pk, by=owner, version=1, changes={"status": "operational"}, now=NOW
        )


def test_a_shared_meter_that_stood_before_holds_up_no_other_change(owner: Membership, metered: Asset) -> None:
    other = AssetFactory.create(organisation=owner.organisation, import_meter_id=METER)
    changes = {"name": "Renamed"}
    changed = services.change_asset(asset_id=other.pk, by=owner, version=1, changes=changes, now=NOW)
    assert changed.name == "Renamed"


def test_saying_that_a_meter_is_shared_is_nothing_to_send(owner: Membership, metered: Asset) -> None:
    Asset.objects.update(push_state=PushState.IN_STEP, piclo_id="a1")
    changed = services.change_asset(
        asset_id=metered.pk, by=owner, version=1, changes={"shares_meter": True}, now=NOW
    )
    assert (changed.version, changed.push_state) == (2, PushState.IN_STEP)


def test_both_pages_name_the_other_asset_on_a_meter(owner_client: Client, metered: Asset) -> None:
    other = AssetFactory.create(
        organisation=metered.organisation, name="Twin", export_meter_id=METER, shares_meter=True
    )
    link = f'also on <a href="{metered.get_absolute_url()}">Newhailes</a>'
    assert link in owner_client.get(other.get_absolute_url()).content.decode()
    link = f'also on <a href="{other.get_absolute_url()}">Twin</a>'
    assert link in owner_client.get(metered.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("ref", "BAT-1", "This reference is taken by Newhailes."),
        ("ref", "BAT-9", ""),
        ("import_meter_id", "18 0000 0000 000", mpan.DISTRIBUTORS["18"]),
        ("import_meter_id", METER, f"{METER} is on BAT-1 too."),
        ("import_meter_id", "12", "An MPAN is 13 digits; this has 2."),
        ("postcode", "EH216A", "This is not the shape of a UK postcode"),
        ("active_export_capacity_mw", "half", "Enter a number."),
        ("voltage_level_kv", "500", "at most 400 kV"),
    ],
)
def test_a_field_is_judged_when_it_is_left(
    owner_client: Client, metered: Asset, field: str, typed: str, said: str
) -> None:
    response = owner_client.post(check(field), {field: typed})
    shown = response.content.decode()
    assert response.status_code == 200
    assert said in shown if said else "<li>" not in shown
    assert Asset.objects.count() == 1


def test_an_asset_is_not_told_that_it_has_its_own_reference_and_meter(
    owner_client: Client, metered: Asset
) -> None:
    for field, typed in (("ref", "BAT-1"), ("import_meter_id", METER)):
        response = owner_client.post(f"{check(field)}&asset={metered.pk}", {field: typed})
        assert "<li>" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("field=raw", 400),
        ("field=version_", 400),
        ("field=ref&asset=x", 404),
        ("field=ref&asset=999999", 404),
    ],
)
def test_a_question_about_nothing_is_refused(
    owner_client: Client, metered: Asset, query: str, status: int
) -> None:
    assert owner_client.post(f"/assets/check/?{query}", {"ref": "A"}).status_code == status


def test_an_asset_of_somebody_else_is_not_asked_about(owner_client: Client) -> None:
    other = AssetFactory.create()
    assert owner_client.post(f"{check('ref')}&asset={other.pk}", {"ref": "A"}).status_code == 404


def test_whoever_may_only_look_checks_nothing(make_member: MakeMember, sign_in: SignIn) -> None:
    client = sign_in(make_member(Role.VIEWER))
    assert client.post(check("ref"), {"ref": "A"}).status_code == 403


def test_the_form_names_where_each_field_is_asked_about(owner_client: Client, metered: Asset) -> None:
    shown = owner_client.get(reverse("assets:asset-edit", args=[metered.pk])).content.decode()
    address = check("import_meter_id").replace("&", "&amp;")
    assert f'hx-post="{address}&amp;asset={metered.pk}"' in shown
    assert 'id="id_import_meter_id_said"' in shown

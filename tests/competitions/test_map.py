"""The map: assets gathered by place, areas, who is inside, and what is said of those that nobody can place."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assets.models import Asset, AssetStatus, PostcodePosition
from competitions.models import Competition
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.competitions.test_pages import text_of
from tests.factories.assets import AssetFactory
from tests.factories.competitions import CompetitionFactory
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

# Bidding in the factory's competition is open; its area is -3.10 to -3.00 by 55.92 to 55.96, its buffer 100 m.
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MAP, UNPLACED = "/competitions/map/", "/competitions/map/unplaced/"
BRITAIN = "bbox=-9,49,3,60&zoom=5"


@pytest.fixture(autouse=True)
def at_ten() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def competition(owner: Membership) -> Competition:
    return CompetitionFactory.create(organisation=owner.organisation, name="Monktonhall", reference="MONK_1")


@pytest.fixture
def assets(owner: Membership) -> dict[str, Asset]:
    """One inside the area, one 50 m north of its edge (in the buffer), one about 1.1 km north, one nobody can place."""
    places: Sequence[tuple[str, float | None]] = (
        ("Within", 55.94),
        ("Near", 55.96045),
        ("Further", 55.97),
        ("Nowhere", None),
    )
    return {
        name: AssetFactory.create(
            organisation=owner.organisation,
            name=name,
            latitude=latitude,
            longitude=None if latitude is None else -3.05,
            postcode="" if latitude is None else "EH21 6AA",
        )
        for name, latitude in places
    }


def test_the_page_takes_the_same_queries_for_many_assets_and_areas(
    owner_client: Client, owner: Membership, competition: Competition
) -> None:
    AssetFactory.create_batch(30, organisation=owner.organisation)
    CompetitionFactory.create_batch(30, organisation=owner.organisation)
    owner_client.get(MAP)
    assert_ratchet(owner_client, "competitions:map", query=f"?area={competition.pk}")


def test_the_page_says_what_is_where_without_any_script(
    owner_client: Client, competition: Competition, assets: dict[str, Asset]
) -> None:
    AssetFactory.create(name="Of somebody else")
    CompetitionFactory.create(name="Market of somebody else")
    response = owner_client.get(MAP)
    shown = text_of(response)
    assert "of somebody else" not in shown
    assert "assets on the map 3" in shown
    assert "their export 1.500 MW" in shown
    assert "1 asset has no position" in shown
    (row,) = response.context["table"].rows()
    assert (row.competition, row.inside, row.buffer) == (competition, 1, 1)
    picture = response.content.decode()
    assert f'<a href="?area={competition.pk}" aria-label="Monktonhall"><path class="patch"' in picture
    assert "<title>Within: export 0.500 MW, import 0.000 MW</title>" in picture


def test_an_area_says_who_is_inside_in_its_buffer_and_outside(
    owner_client: Client, competition: Competition, assets: dict[str, Asset]
) -> None:
    found = {}
    for place in ("inside", "buffer", "outside"):
        response = owner_client.get(f"{MAP}?area={competition.pk}&show={place}")
        found[place] = [(str(row.asset), row.away) for row in response.context["rows"]]
    assert found == {
        "inside": [("Within", "")],
        "buffer": [("Near", "50 m")],
        "outside": [("Further", "1.1 km")],
    }
    shown = text_of(response)
    assert "Inside 1 Buffer only 1 Outside 1" in shown
    assert "Bidding closes" in shown


def test_an_area_opens_where_there_is_something_to_see(
    owner_client: Client, competition: Competition, assets: dict[str, Asset]
) -> None:
    assets["Within"].delete()
    assert owner_client.get(f"{MAP}?area={competition.pk}").context["show"] == "buffer"


def test_outside_the_nearest_are_listed_first_and_at_most_fifty(
    owner_client: Client, owner: Membership, competition: Competition
) -> None:
    for n in range(60):
        AssetFactory.create(organisation=owner.organisation, name=f"A{n:02}", latitude=57.0 - n / 100)
    pages = [
        owner_client.get(f"{MAP}?area={competition.pk}&show=outside&near={page}").context for page in (1, 3)
    ]
    assert [row.asset.name for row in pages[0]["rows"]][:2] == ["A59", "A58"]
    assert (len(pages[0]["rows"]), len(pages[1]["rows"]), pages[0]["near"].paginator.count) == (20, 10, 50)
    assert pages[0]["nearby"].tabs[2].count == 60


def test_an_area_given_by_postcodes_alone_tells_inside_from_outside(
    owner_client: Client, owner: Membership, assets: dict[str, Asset]
) -> None:
    listed = CompetitionFactory.create(
        organisation=owner.organisation, boundary={"postcodes": ["EH21"], "geometry": None}
    )
    response = owner_client.get(f"{MAP}?area={listed.pk}")
    assert {str(row.asset) for row in response.context["rows"]} == {"Within", "Near", "Further"}
    (row,) = response.context["table"].rows()
    assert (row.inside, row.buffer) == (None, None)


def test_an_area_that_nobody_published_says_so(owner_client: Client, owner: Membership) -> None:
    bare = CompetitionFactory.create(organisation=owner.organisation, boundary={})
    assert "No area was published" in text_of(owner_client.get(f"{MAP}?area={bare.pk}"))


@pytest.mark.parametrize("area", ["987654321", "monktonhall", "9" * 30, "-1"])
def test_an_area_that_is_not_there_is_not_found(owner_client: Client, area: str) -> None:
    assert owner_client.get(f"{MAP}?area={area}").status_code == 404


def test_a_strangers_area_is_not_found(owner_client: Client) -> None:
    assert owner_client.get(f"{MAP}?area={CompetitionFactory.create().pk}").status_code == 404


def test_the_map_is_narrowed_like_the_list(
    owner_client: Client, competition: Competition, assets: dict[str, Asset]
) -> None:
    shown = owner_client.get(f"{MAP}?search=Within")
    assert (shown.context["placed"], shown.context["unplaced"]) == (1, 0)
    (cluster,) = owner_client.get(f"/api/v1/map/assets/?{BRITAIN}&search=Near").json()
    assert (cluster["name"], cluster["asset_id"]) == ("Near", assets["Near"].pk)


def test_archived_assets_are_not_on_the_map(owner_client: Client, assets: dict[str, Asset]) -> None:
    Asset.objects.filter(pk=assets["Within"].pk).update(status=AssetStatus.ARCHIVED)
    assert owner_client.get(MAP).context["placed"] == 2


def test_htmx_gets_the_region_beside_the_map_and_not_the_map(
    owner_client: Client, competition: Competition
) -> None:
    part = owner_client.get(f"{MAP}?area={competition.pk}", headers={"HX-Request": "true"}).content.decode()
    assert 'id="panel"' in part
    assert "data-portfolio-map" not in part


def test_an_asset_stands_where_its_postcode_does_when_it_says_nothing_else(
    owner_client: Client, assets: dict[str, Asset]
) -> None:
    PostcodePosition.objects.create(postcode="EH21 7BB", longitude=-3.04, latitude=55.93)
    Asset.objects.filter(pk=assets["Nowhere"].pk).update(postcode="EH21 7BB")
    assert owner_client.get(MAP).context["unplaced"] == 0
    page = text_of(owner_client.get(assets["Nowhere"].get_absolute_url()))
    assert "55.93000, -3.04000 the middle of its postcode" in page
    assert "55.94000, -3.05000 its own coordinates" in text_of(
        owner_client.get(assets["Within"].get_absolute_url())
    )


def test_what_to_do_about_an_unknown_position_is_said_on_the_asset_and_in_the_list(
    owner_client: Client, owner: Membership, assets: dict[str, Asset]
) -> None:
    AssetFactory.create(
        organisation=owner.organisation, name="Unlisted", postcode="ZE1 0AA", latitude=None, longitude=None
    )
    shown = text_of(owner_client.get(UNPLACED))
    assert "Give its postcode or its coordinates ." in shown
    assert "Give its coordinates : its postcode is in no table that was loaded." in shown
    assert "Within" not in shown
    assert "Unknown" in text_of(owner_client.get(assets["Nowhere"].get_absolute_url()))
    assert "No such asset" in text_of(owner_client.get(f"{UNPLACED}?search=Within"))


def test_the_list_of_unplaced_assets_takes_the_same_queries_for_many(
    owner_client: Client, owner: Membership
) -> None:
    AssetFactory.create_batch(60, organisation=owner.organisation, latitude=None, longitude=None)
    assert_ratchet(owner_client, "competitions:unplaced-list")


def test_somebody_who_may_not_see_assets_sees_no_map(
    make_member: MakeMember, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make_member(Role.VIEWER)
    seen = frozenset({"competitions.view"})
    monkeypatch.setattr(type(member), "can", lambda self, permission: permission.value in seen)
    client = sign_in(member)
    assert client.get(MAP).status_code == 403
    assert client.get(f"/api/v1/map/assets/?{BRITAIN}").status_code == 403


def test_assets_near_each_other_are_gathered_with_their_sums_and_part_when_one_comes_closer(
    owner_client: Client, assets: dict[str, Asset]
) -> None:
    Asset.objects.filter(pk=assets["Near"].pk).update(active_import_capacity_mw=Decimal("0.25"))
    (one,) = owner_client.get(f"/api/v1/map/assets/?{BRITAIN}").json()
    assert (one["count"], one["export_mw"], one["import_mw"], one["asset_id"], one["name"]) == (
        3, "1.500000", "0.250000", None, "",
    )  # fmt: skip
    assert one["box"] == [-3.05, 55.94, -3.05, 55.97]
    close = owner_client.get("/api/v1/map/assets/?bbox=-3.2,55.9,-2.9,56&zoom=17").json()
    assert sorted(cluster["name"] for cluster in close) == ["Further", "Near", "Within"]
    assert owner_client.get("/api/v1/map/assets/?bbox=0,50,1,51&zoom=9").json() == []


@pytest.mark.parametrize("path", ["/api/v1/map/assets/", "/api/v1/map/areas/"])
def test_a_box_of_the_map_costs_the_same_queries_however_much_is_in_it(
    owner_client: Client, owner: Membership, path: str
) -> None:
    def cost() -> int:
        CompetitionFactory.create(organisation=owner.organisation)
        with CaptureQueriesContext(connection) as queries:
            assert owner_client.get(f"{path}?{BRITAIN}").status_code == 200
        return len(queries)

    first = cost()
    AssetFactory.create_batch(30, organisation=owner.organisation)
    CompetitionFactory.create_batch(30, organisation=owner.organisation)
    assert cost() == first


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "bbox"),
        ("bbox=1,2,3&zoom=5", "bbox"),
        ("bbox=a,b,c,d&zoom=5", "bbox"),
        ("bbox=3,50,1,51&zoom=5", "bbox"),
        ("bbox=nan,50,1,51&zoom=5", "bbox"),
        ("bbox=-9,49,3,60&zoom=99", "zoom"),
        ("bbox=-9,49,3,60", "zoom"),
        (f"{BRITAIN}&status=lost", "status"),
    ],
)
def test_a_question_that_makes_no_sense_is_said_by_its_field(
    owner_client: Client, query: str, field: str
) -> None:
    answer = owner_client.get(f"/api/v1/map/assets/?{query}")
    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]


def test_areas_come_as_geojson_with_their_buffer_and_as_dots_from_afar(
    owner_client: Client, competition: Competition
) -> None:
    CompetitionFactory.create(
        organisation=competition.organisation,
        closed_at=NOW - timedelta(hours=1),
        name="Over",
    )
    close = owner_client.get("/api/v1/map/areas/?bbox=-3.2,55.9,-2.9,56&zoom=12").json()
    kinds = [(one["properties"]["label"], one["properties"]["kind"]) for one in close["features"]]
    assert (kinds, close["more"]) == ([("Monktonhall", "buffer"), ("Monktonhall", "area")], 0)
    (dot,) = owner_client.get(f"/api/v1/map/areas/?{BRITAIN}").json()["features"]
    assert (dot["geometry"]["type"], dot["properties"]["kind"]) == ("Point", "dot")
    assert owner_client.get("/api/v1/map/areas/?bbox=0,50,1,51&zoom=9").json()["features"] == []


def test_a_moved_area_is_drawn_anew(owner_client: Client, competition: Competition) -> None:
    path = "/api/v1/map/areas/?bbox=-3.2,55.9,-2.9,56&zoom=12"
    assert owner_client.get(path).json()["features"]
    competition.boundary = {}
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        competition.save()
        assert owner_client.get(path).json()["features"] == []


def test_more_areas_than_can_be_drawn_are_counted(
    owner_client: Client, owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("competitions.selectors.atlas.MOST_AREAS", 3)
    CompetitionFactory.create_batch(5, organisation=owner.organisation)
    answer = owner_client.get(f"/api/v1/map/areas/?{BRITAIN}").json()
    assert (len(answer["features"]), answer["more"]) == (3, 2)


def test_the_api_says_who_is_inside(
    owner_client: Client, competition: Competition, assets: dict[str, Asset]
) -> None:
    path = f"/api/v1/competitions/{competition.pk}/nearby/"
    answer = owner_client.get(f"{path}?place=outside").json()
    assert [(one["place"], one["count"], one["export_mw"]) for one in answer["places"]] == [
        ("inside", 1, "0.500000"),
        ("buffer", 1, "0.500000"),
        ("outside", 1, "0.500000"),
    ]
    (asset,) = answer["assets"]
    assert asset["id"] == assets["Further"].pk
    assert asset["metres"] == pytest.approx(1113, abs=5)
    assert owner_client.get(f"{path}?place=elsewhere").status_code == 400


def test_tiles_are_asked_of_nobody_unless_an_address_is_set(owner_client: Client, settings: Any) -> None:
    shown = owner_client.get(MAP)
    assert 'data-tiles=""' in shown.content.decode()
    assert "img-src 'self' data:;" in f"{shown['Content-Security-Policy']};"
    settings.TILES_URL = "https://tiles.example.org/{z}/{x}/{y}.png"
    settings.TILES_ATTRIBUTION = "© Somebody"
    page = owner_client.get(MAP).content.decode()
    assert 'data-tiles="https://tiles.example.org/{z}/{x}/{y}.png" data-attribution="© Somebody"' in page


def test_a_competition_leads_to_its_area_on_the_map(owner_client: Client, competition: Competition) -> None:
    page = owner_client.get(competition.get_absolute_url()).content.decode()
    assert f'href="{MAP}?area={competition.pk}">On the map</a>' in page


def test_the_rail_leads_to_the_map(owner_client: Client) -> None:
    assert (
        f'href="{reverse("competitions:map")}" aria-current="page"' in owner_client.get(MAP).content.decode()
    )

"""Finding assets by what is typed: the same ones, whichever way is taken to them."""

import pytest
from django.core.cache import cache
from django.test import Client

from assets.models import Asset
from assets.rules.searching import mpan_of, postcode_beginnings
from assets.selectors import searching
from assets.tables import AssetTable
from portal.accounts.models import Membership
from portal.core.counting import CappedPaginator, FoundPaginator
from tests.assets.test_listing import LIST, shown
from tests.factories.assets import AssetFactory

MPAN = "1800000000006"


@pytest.fixture(autouse=True)
def guessed_anew() -> None:
    cache.clear()


@pytest.fixture
def many(owner: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine assets of which all carry "kept" and three "x1", on pages of two; what more than half carry is common."""
    monkeypatch.setattr(AssetTable, "page_size", 2)
    monkeypatch.setattr(searching, "COMMON_SHARE", 0.5)
    for number in range(9):
        AssetFactory.create(
            organisation=owner.organisation, name=f"Kept {number}", ref=f"X{number % 3}{number}", postcode=""
        )


@pytest.mark.parametrize(
    ("typed", "beginnings"),
    [
        ("td1 7", ["TD1 7"]),
        ("TD1  7aa", ["TD1 7AA", "TD17AA"]),
        ("td17aa", ["TD1 7AA", "TD17AA"]),
        ("ec1a 1", ["EC1A 1"]),
        ("td1", []),
        ("td17", []),
        ("battery 7", []),
        ("", []),
    ],
)
def test_what_begins_a_postcode_is_told_from_other_words(typed: str, beginnings: list[str]) -> None:
    assert postcode_beginnings(typed) == beginnings


@pytest.mark.parametrize("typed", ["18 0000 0000 00", "18000000000061", "180000000000a", "²" * 13, ""])
def test_only_thirteen_digits_are_a_whole_mpan(typed: str) -> None:
    assert mpan_of(typed) == ""


@pytest.mark.parametrize("field", ["import_meter_id", "export_meter_id", "ref"])
def test_a_whole_mpan_finds_a_meter_of_either_side_and_a_reference(
    owner_client: Client, owner: Membership, field: str
) -> None:
    AssetFactory.create(organisation=owner.organisation, name="Sought", **{field: MPAN})
    AssetFactory.create(organisation=owner.organisation, name="Other", import_meter_id=f"{MPAN}1")
    assert shown(owner_client, "search=18+0000+0000+006") == ["Sought"]


def test_a_postcode_finds_what_lies_there_however_it_is_written(
    owner_client: Client, owner: Membership
) -> None:
    for name, postcode in (
        ("Near", "TD1 7AA"),
        ("Close", "TD17AA"),
        ("Far", "TD17 1AA"),
        ("Away", "TD1 8AA"),
    ):
        AssetFactory.create(organisation=owner.organisation, name=name, postcode=postcode)
    assert shown(owner_client, "search=td1+7") == ["Near"]
    assert shown(owner_client, "search=td17aa") == ["Close", "Near"]


def test_what_begins_like_no_postcode_area_is_looked_for_as_a_word(
    owner_client: Client, owner: Membership
) -> None:
    AssetFactory.create(organisation=owner.organisation, name="Feeder", ref="X12-7", postcode="EH21 6AA")
    assert shown(owner_client, "search=x1+2") == ["Feeder"]


def test_many_are_walked_through_and_few_are_found_first(owner_client: Client, many: None) -> None:
    common = owner_client.get(f"{LIST}?search=kept").context["table"].page.paginator
    rare = owner_client.get(f"{LIST}?search=x1").context["table"].page.paginator
    assert type(common) is CappedPaginator
    assert type(rare) is FoundPaginator


def test_many_are_not_counted_beyond_the_page(owner_client: Client, many: None) -> None:
    page = owner_client.get(f"{LIST}?search=kept&page=2").content.decode()
    assert "3–4 of more than 4 assets" in page
    assert "page=3" in page
    assert "9–9 of 9 assets" in owner_client.get(f"{LIST}?search=kept&page=5").content.decode()


def test_a_page_beyond_the_last_of_many_shows_the_last(owner_client: Client, many: None) -> None:
    assert shown(owner_client, "search=kept&page=99") == ["Kept 8"]
    assert shown(owner_client, "search=x1&page=99") == ["Kept 7"]


@pytest.mark.parametrize("typed", ["kept", "kept+x", "x", "x1"])
@pytest.mark.parametrize("page", [1, 2])
def test_every_way_to_them_shows_the_same(
    owner_client: Client, many: None, monkeypatch: pytest.MonkeyPatch, typed: str, page: int
) -> None:
    query = f"search={typed}&sort=-name&page={page}"
    found = []
    for share in (0, 1):
        monkeypatch.setattr(searching, "COMMON_SHARE", share)
        found.append(shown(owner_client, query))
    assert found[0] == found[1] != []


def test_what_was_guessed_by_may_have_changed_since(
    owner_client: Client, owner: Membership, many: None
) -> None:
    assert len(shown(owner_client, "search=kept")) == 2
    Asset.objects.filter(name__lt="Kept 8").update(name="Gone")
    assert shown(owner_client, "search=kept") == ["Kept 8"]


def test_assets_of_other_organisations_are_not_searched(
    owner_client: Client, owner: Membership, many: None
) -> None:
    AssetFactory.create(name="Kept elsewhere", ref="X1-else", postcode="TD1 7AA", import_meter_id=MPAN)
    for typed in ("elsewhere", "x1-else", "td1+7", MPAN):
        assert shown(owner_client, f"search={typed}") == []

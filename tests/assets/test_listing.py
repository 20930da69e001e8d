"""The list of assets: what is found by which words and filters, in which order, and how many."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from assets.models import Asset, Eligibility, PushState
from assets.rules.searching import MOST_WORDS, words_of
from assets.rules.voltages import BANDS
from assets.tables import AssetTable
from portal.accounts.models import Membership
from portal.core.counting import CappedPaginator
from tests.factories.assets import AssetFactory, AssetGroupFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LIST = "/assets/"


def shown(client: Client, query: str = "") -> list[str]:
    """The names on the list's page, from above."""
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return [asset.name for asset in response.context["table"]]


@pytest.fixture
def two(owner: Membership) -> tuple[Asset, Asset]:
    """Two assets that differ in all that the list is narrowed by."""
    common = {"organisation": owner.organisation}
    one = AssetFactory.create(
        **common, ref="BAT-7", name="Newhailes battery", postcode="EH21 6AA", import_meter_id="1800000000006"
    )
    other = AssetFactory.create(
        **common,
        ref="WIND-1",
        name="Moss Side turbine",
        status="mothballed",
        category="renewable",
        asset_type="onshore_wind",
        voltage_level_kv=Decimal(33),
        postcode="M1 1AE",
        export_meter_id="1600000000000",
        push_state=PushState.IN_STEP,
    )
    return one, other


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", []),
        ("  Newhailes  battery ", ["newhailes", "battery"]),
        ("EH21", ["eh21"]),
        ("eh21 6", ["eh216"]),
        ("EH21 6AA", ["eh216aa"]),
        ("18 0000 0000 006", ["1800000000006"]),
        ("18-0000-0000-006", ["1800000000006"]),
        ("2024-001", ["2024-001"]),
        ("100% sure_", ["100%", "sure_"]),
        (" ".join("abcdefghijk"), list("abcdefgh")),
    ],
)
def test_what_is_typed_becomes_words(typed: str, words: list[str]) -> None:
    assert words_of(typed) == words
    assert len(words) <= MOST_WORDS


@pytest.mark.parametrize(
    "typed", ["newhailes", "battery+newh", "bat-7", "eh216aa", "EH21+6", "eh21", "18+0000", "0000006"]
)
def test_an_asset_is_found_by_parts_of_what_people_know(
    owner_client: Client, two: tuple[Asset, Asset], typed: str
) -> None:
    assert shown(owner_client, f"search={typed}") == ["Newhailes battery"]


@pytest.mark.parametrize("typed", ["%25", "_", "newhailes+turbine"])
def test_a_word_that_nobody_carries_finds_nothing(
    owner_client: Client, two: tuple[Asset, Asset], typed: str
) -> None:
    assert shown(owner_client, f"search={typed}") == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("status=operational", "Newhailes battery"),
        ("status=mothballed", "Moss Side turbine"),
        ("category=storage", "Newhailes battery"),
        ("asset_type=onshore_wind", "Moss Side turbine"),
        ("voltage=high", "Newhailes battery"),
        ("voltage=extra_high", "Moss Side turbine"),
        ("operator=18", "Newhailes battery"),
        ("operator=16", "Moss Side turbine"),
        ("push_state=not_sent", "Newhailes battery"),
        ("push_state=in_step", "Moss Side turbine"),
        ("category=storage&search=bat", "Newhailes battery"),
    ],
)
def test_each_filter_narrows_page_and_api_alike(
    owner_client: Client, two: tuple[Asset, Asset], query: str, name: str
) -> None:
    assert shown(owner_client, query) == [name]
    assert [asset["name"] for asset in api(owner_client, query)] == [name]


def api(client: Client, query: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = client.get(f"/api/v1/assets/?{query}").json()["results"]
    return results


def test_a_group_narrows_to_its_assets(
    owner_client: Client, two: tuple[Asset, Asset], owner: Membership
) -> None:
    group = AssetGroupFactory.create(organisation=owner.organisation)
    group.assets.add(two[1])
    assert shown(owner_client, f"group={group.pk}") == ["Moss Side turbine"]
    assert [asset["name"] for asset in api(owner_client, f"group={group.pk}")] == ["Moss Side turbine"]


def test_somebody_elses_group_is_no_choice(owner_client: Client, two: tuple[Asset, Asset]) -> None:
    theirs = AssetGroupFactory.create()
    response = owner_client.get(f"{LIST}?group={theirs.pk}")
    assert "group" in response.context["filter"].form.errors
    assert theirs.name not in response.content.decode()


def test_eligibility_ends_with_the_last_close(owner_client: Client, two: tuple[Asset, Asset]) -> None:
    Eligibility.objects.create(
        asset=two[0], seen_modified_at=NOW, competitions=1, open_until_at=NOW + timedelta(seconds=1)
    )
    with time_machine.travel(NOW, tick=False):
        assert shown(owner_client, "eligible=yes") == ["Newhailes battery"]
        assert shown(owner_client, "eligible=no") == ["Moss Side turbine"]
    with time_machine.travel(NOW + timedelta(seconds=1), tick=False):
        assert shown(owner_client, "eligible=yes") == []


@pytest.mark.parametrize(
    ("voltage", "band"),
    [
        ("0.4", "low"),
        ("1", "low"),
        ("1.001", "high"),
        ("20", "high"),
        ("20.001", "extra_high"),
        ("66", "extra_high"),
        ("132", "grid"),
        (None, "unknown"),
    ],
)
def test_every_voltage_is_in_one_band(
    owner_client: Client, owner: Membership, voltage: str | None, band: str
) -> None:
    kv = None if voltage is None else Decimal(voltage)
    AssetFactory.create(organisation=owner.organisation, voltage_level_kv=kv)
    found = [code for code in (*BANDS, "unknown") if shown(owner_client, f"voltage={code}")]
    assert found == [band]


@pytest.mark.parametrize("column", [column.key for column in AssetTable.columns if column.sort])
def test_every_heading_sorts_both_ways(owner_client: Client, two: tuple[Asset, Asset], column: str) -> None:
    Asset.objects.filter(pk=two[1].pk).update(active_export_capacity_mw=2, active_import_capacity_mw=3)
    upwards = shown(owner_client, f"sort={column}")
    assert len(upwards) == 2
    assert shown(owner_client, f"sort=-{column}") == upwards[::-1]


def test_names_sort_without_regard_to_capitals(owner_client: Client, owner: Membership) -> None:
    for name in ("b", "A", "C"):
        AssetFactory.create(organisation=owner.organisation, name=name)
    assert shown(owner_client) == ["A", "b", "C"]


def test_a_missing_voltage_stands_last_both_ways(owner_client: Client, owner: Membership) -> None:
    for name, voltage in (("low", 1), ("none", None), ("high", 33)):
        AssetFactory.create(organisation=owner.organisation, name=name, voltage_level_kv=voltage)
    assert shown(owner_client, "sort=voltage") == ["low", "high", "none"]
    assert shown(owner_client, "sort=-voltage") == ["high", "low", "none"]


@pytest.fixture
def counting_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AssetTable, "page_size", 2)
    monkeypatch.setattr(AssetTable, "counted_ahead", 4)
    monkeypatch.setattr(AssetTable, "found_ahead", 4)


def test_a_long_list_is_counted_a_stretch_ahead(
    owner_client: Client, owner: Membership, counting_few: None
) -> None:
    AssetFactory.create_batch(9, organisation=owner.organisation)
    assert "1–2 of more than 4 assets" in owner_client.get(LIST).content.decode()
    assert "5–6 of more than 8 assets" in owner_client.get(f"{LIST}?page=3").content.decode()
    assert "7–8 of 9 assets" in owner_client.get(f"{LIST}?page=4").content.decode()
    assert "9–9 of 9 assets" in owner_client.get(f"{LIST}?page=99").content.decode()


def test_a_long_list_is_counted_out_when_asked(
    owner_client: Client, owner: Membership, counting_few: None
) -> None:
    AssetFactory.create_batch(9, organisation=owner.organisation)
    link = owner_client.get(f"{LIST}?sort=-name").context["table"].count_link
    assert "1–2 of 9 assets" in owner_client.get(f"{LIST}{link}").content.decode()


@pytest.mark.parametrize("page", ["", "0", "-1", "last", "²", "9" * 40])
def test_no_page_that_is_asked_for_is_an_error(owner_client: Client, two: Any, page: str) -> None:
    assert len(shown(owner_client, f"page={page}")) == 2


def test_what_the_database_keeps_for_the_search_follows_the_asset(
    owner_client: Client, two: tuple[Asset, Asset]
) -> None:
    asset = two[0]
    asset.name, asset.import_meter_id = "Fort Kinnaird depot", "2000000000000"
    asset.save()
    assert shown(owner_client, "search=kinnaird") == ["Fort Kinnaird depot"]
    assert shown(owner_client, "search=newhailes") == []
    assert shown(owner_client, "operator=20") == ["Fort Kinnaird depot"]


def test_words_shorter_than_the_index_knows_are_found_too(
    owner_client: Client, two: tuple[Asset, Asset]
) -> None:
    assert shown(owner_client, "search=-7") == ["Newhailes battery"]
    assert shown(owner_client, "search=de+mo") == ["Moss Side turbine"]


def test_a_search_is_paged_and_sorted_whether_it_finds_few_or_many(
    owner_client: Client, owner: Membership, counting_few: None
) -> None:
    for number in range(9):
        AssetFactory.create(
            organisation=owner.organisation, name=f"Kept {number}", ref=f"X{number % 3}{number}"
        )
    assert shown(owner_client, "search=x1&sort=-name") == ["Kept 7", "Kept 4"]
    assert shown(owner_client, "search=x1&sort=-name&page=2") == ["Kept 1"]
    assert shown(owner_client, "search=kept&sort=-name&page=2") == ["Kept 6", "Kept 5"]


@pytest.mark.parametrize(
    ("unsent", "words"), [(0, None), (1, "1 asset"), (2, "2 assets"), (3, "more than 2 assets")]
)
def test_the_list_says_how_much_is_unsent_as_far_as_it_is_counted(
    owner_client: Client, owner: Membership, monkeypatch: pytest.MonkeyPatch, unsent: int, words: str | None
) -> None:
    monkeypatch.setattr("assets.selectors.assets.MOST_UNSENT", 2)
    AssetFactory.create_batch(unsent, organisation=owner.organisation, push_state=PushState.NOT_SENT)
    page = owner_client.get(LIST).content.decode()
    assert (
        (f"Send {words} to Piclo" in page)
        if words
        else ("Send" not in page.split("<main")[1].split("<table")[0])
    )


@pytest.mark.parametrize("page", [5, 6])
def test_a_page_far_down_the_list_is_in_its_order(
    owner_client: Client, owner: Membership, counting_few: None, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(CappedPaginator, "far", 2)
    for number in range(11):
        AssetFactory.create(organisation=owner.organisation, name=f"Kept {number:02}")
    assert (
        shown(owner_client, f"sort=-name&page={page}")
        == [f"Kept {n:02}" for n in range(10, -1, -1)][2 * page - 2 : 2 * page]
    )

"""A spreadsheet is read and says what it would do, before anything changes."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from assets.exports import asset_rows
from assets.intake import clashes
from assets.models import Asset, AssetGroup, ImportState
from portal.accounts.models import Membership
from portal.core.csvs import csv_lines
from tests.assets.sheets import GOOD, HEADINGS, applied, as_csv, as_xlsx, mpan_of, read, told
from tests.factories.assets import AssetFactory, AssetGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def battery(owner: Membership) -> Asset:
    return AssetFactory.create(
        organisation=owner.organisation, ref="BAT-1", name="Battery", postcode="TD1 1AA"
    )


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_a_preview_says_what_each_row_would_do_and_changes_nothing(
    owner: Membership, battery: Asset, make: Callable[..., bytes]
) -> None:
    content = make(  # type: ignore[operator]
        GOOD,
        ("BAT-1", "Bigger battery", "", "", "", "", "0.75"),
        ("BAT-1-twin", "", "Storage", "Battery", "11", "TD1 1AA", "1"),
        headings=HEADINGS,
    )
    file = read(owner, content, "assets.csv" if make is as_csv else "assets.xlsx")
    assert file.state == ImportState.READY, file.words
    assert (file.rows_create, file.rows_update, file.rows_same, file.rows_faulty) == (1, 1, 0, 1)
    update = file.rows.get(outcome="update")
    assert update.before == {"name": "Battery", "active_export_capacity_mw": "0.5"}
    assert update.values == {"name": "Bigger battery", "active_export_capacity_mw": "0.75"}
    assert told(file) == [(4, "name", "Name is missing: a new asset needs it.")]
    battery.refresh_from_db()
    assert battery.name == "Battery"
    assert Asset.objects.count() == 1


def test_an_empty_cell_leaves_and_a_hyphen_empties(owner: Membership, battery: Asset) -> None:
    Asset.objects.update(address="1 High Street", min_runtime=timedelta(minutes=30))
    rows = [
        ("BAT-1", "", "-"),
    ]
    file = read(owner, as_csv(*rows, headings=("Reference", "Address", "Shortest run")))
    assert file.rows.get().values == {"min_runtime": None}
    applied(file, owner)
    battery.refresh_from_db()
    assert (battery.address, battery.min_runtime) == ("1 High Street", None)


def test_what_an_asset_must_have_cannot_be_emptied(owner: Membership, battery: Asset) -> None:
    file = read(owner, as_csv(("BAT-1", "-"), headings=("Reference", "Name")))
    assert told(file) == [(2, "name", "“Name” cannot be emptied.")]


def test_a_reference_twice_in_the_file_is_said_on_both_rows(owner: Membership) -> None:
    file = read(owner, as_csv(GOOD, ("X", *GOOD[1:]), GOOD))
    assert [(row, column) for row, column, _ in told(file)] == [(2, "ref"), (4, "ref")]
    assert "rows 2 and 4" in told(file)[0][2]


def test_the_database_knows_how_many_rows_a_file_brought_before_they_are_compared(
    owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clashes, "FEW", 10)
    rows = [(f"NEW-{number}", *GOOD[1:]) for number in range(300)]
    first, second = read(owner, as_csv(*rows)), read(owner, as_csv(*rows))
    # Else it remembers of the first that all rows are its own, and takes the second one's for a single row.
    for file in (first, second):
        plan = json.loads(str(file.rows.explain(format="json")).replace("'", '"'))
        assert plan[0]["Plan"]["Plan Rows"] == pytest.approx(300, rel=0.2)


def test_a_meter_on_another_live_asset_is_a_fault_unless_it_is_said_to_be_meant(
    owner: Membership, battery: Asset
) -> None:
    Asset.objects.update(export_meter_id=mpan_of(7))
    headings = (*HEADINGS, "Export MPAN", "Shares its meter")
    file = read(owner, as_csv((*GOOD, mpan_of(7), ""), headings=headings))
    assert [(row, column) for row, column, _ in told(file)] == [(2, "export_meter_id")]
    assert "BAT-1" in told(file)[0][2]
    meant = read(owner, as_csv((*GOOD, mpan_of(7), "yes"), headings=headings))
    assert meant.rows_create == 1
    Asset.objects.update(status="archived")
    assert read(owner, as_csv((*GOOD, mpan_of(7), ""), headings=headings)).rows_create == 1


def test_two_rows_of_one_meter_are_both_told(owner: Membership) -> None:
    headings = (*HEADINGS, "Export MPAN")
    other = ("NEW-2", *GOOD[1:])
    file = read(owner, as_csv((*GOOD, mpan_of(7)), (*other, mpan_of(7)), headings=headings))
    assert file.rows_faulty == 2
    assert "NEW-2" in told(file)[0][2]


def test_two_assets_may_swap_their_meters(owner: Membership) -> None:
    for number in (1, 2):
        AssetFactory.create(
            organisation=owner.organisation, ref=f"S-{number}", export_meter_id=mpan_of(number)
        )
    rows = [("S-1", mpan_of(2)), ("S-2", mpan_of(1))]
    file = read(owner, as_csv(*rows, headings=("Reference", "Export MPAN")))
    assert (file.rows_update, file.rows_faulty) == (2, 0)
    applied(file, owner)
    assert Asset.objects.get(ref="S-1").export_meter_id == mpan_of(2)


def test_groups_are_made_and_added_to(owner: Membership, battery: Asset) -> None:
    AssetGroupFactory.create(organisation=owner.organisation, name="Old").assets.add(battery)
    rows = [
        ("BAT-1", "New; Other"),
    ]
    applied(read(owner, as_csv(*rows, headings=("Reference", "Groups"))), owner)
    assert set(battery.groups.values_list("name", flat=True)) == {"Old", "New", "Other"}
    assert AssetGroup.objects.filter(organisation=owner.organisation).count() == 3
    assert read(owner, as_csv(*rows, headings=("Reference", "Groups"))).changes_nothing


def test_an_export_comes_back_and_changes_nothing(owner: Membership, battery: Asset) -> None:
    Asset.objects.update(
        min_runtime=timedelta(days=1, minutes=30), voltage_level_kv="0.4", export_meter_id=mpan_of(7)
    )
    AssetFactory.create(organisation=owner.organisation, name="=1+1", operational_date=date(2026, 3, 31))
    AssetGroupFactory.create(organisation=owner.organisation, name="Old").assets.add(battery)
    file = read(owner, "".join(csv_lines(asset_rows(Asset.objects.all()))).encode())
    assert file.changes_nothing, (file.words, told(file))
    assert (file.rows_same, file.unknown_headings) == (2, [])


def test_other_columns_are_passed_over_and_said(owner: Membership) -> None:
    file = read(owner, as_csv((*GOOD, "x"), headings=(*HEADINGS, "Colour")))
    assert file.unknown_headings == ["Colour"]
    assert file.rows_create == 1


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        ((*HEADINGS, "reference"), "Columns A “Reference” and H “reference” are both “Reference”"),
        ((*HEADINGS[1:],), "No column is headed “Reference”"),
        (("Reference", "Name", "Active export (kW)"), "is in kW: “Active export (MW)” is in MW"),
        (("One", "Two", "Three"), "No line of the file names our columns"),
    ],
)
def test_a_heading_that_cannot_be_taken_refuses_the_file(
    owner: Membership, headings: tuple[str, ...], words: str
) -> None:
    file = read(owner, as_csv(("x",) * len(headings), headings=headings))
    assert file.state == ImportState.REFUSED
    assert words in file.words
    assert not file.rows.exists()


def test_piclos_own_names_and_any_case_are_understood(owner: Membership) -> None:
    headings = (
        "REF",
        "  name ",
        "asset_category",
        "asset_type",
        "voltage_level",
        "postcode",
        "active_export_capacity",
    )
    applied(read(owner, as_csv(GOOD, headings=headings)), owner)
    asset = Asset.objects.get()
    assert (asset.category, asset.asset_type, asset.active_export_capacity_mw) == (
        "storage",
        "battery",
        Decimal("0.05"),
    )


def test_a_known_fault_of_piclos_does_not_hold_up_another_change(owner: Membership, battery: Asset) -> None:
    Asset.objects.update(export_meter_id="not one", category="fly_wheel")
    rows = [
        ("BAT-1", "Renamed", "fly_wheel"),
    ]
    file = read(owner, as_csv(*rows, headings=("Reference", "Name", "Category")))
    assert file.rows.get().values == {"name": "Renamed"}

"""The list of assets as files: what is filtered, in its order, and nothing else."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from python_calamine import CalamineWorkbook

from assets.models import Asset
from assets.rules.fields import COLUMNS
from assets.rules.sheet import SHEET
from portal.accounts.models import Membership
from tests.factories.assets import AssetFactory, AssetGroupFactory

Row = dict[str, Any]


def body(client: Client, kind: str, query: str) -> bytes:
    response = client.get(f"/assets/export.{kind}?{query}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


def from_csv(client: Client, query: str = "") -> list[Row]:
    return list(csv.DictReader(io.StringIO(body(client, "csv", query).decode("utf-8-sig"))))


def from_xlsx(client: Client, query: str = "") -> list[Row]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(client, "xlsx", query)))
    heading, *rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.fixture(params=[from_csv, from_xlsx])
def read(request: pytest.FixtureRequest) -> Callable[..., list[Row]]:
    reader: Callable[..., list[Row]] = request.param
    return reader


@pytest.fixture
def portfolio(owner: Membership) -> None:
    for number in range(7):
        AssetFactory.create(
            organisation=owner.organisation,
            name=f"Asset {number}",
            ref=f"REF-{number}",
            status="mothballed" if number % 2 else "operational",
            active_export_capacity_mw=Decimal(number % 4),
        )
    AssetFactory.create(name="Of somebody else")


@pytest.mark.parametrize(
    "query", ["", "status=mothballed", "search=asset+3", "sort=-export", "status=operational&sort=export"]
)
def test_an_export_is_what_the_list_finds_in_its_order(
    owner_client: Client, portfolio: None, read: Callable[..., list[Row]], query: str
) -> None:
    shown = [asset.name for asset in owner_client.get(f"/assets/?{query}").context["table"]]
    assert [row["Name"] for row in read(owner_client, query)] == shown


def test_an_export_has_every_page_of_the_list(
    owner_client: Client, owner: Membership, read: Callable[..., list[Row]]
) -> None:
    AssetFactory.create_batch(60, organisation=owner.organisation)
    assert len(read(owner_client, "page=2")) == 60


def test_values_are_written_as_they_would_be_typed(
    owner_client: Client, owner: Membership, read: Callable[..., list[Row]]
) -> None:
    asset = AssetFactory.create(
        organisation=owner.organisation,
        voltage_level_kv=Decimal("100.000"),
        active_export_capacity_mw=Decimal("0.050000"),
        import_meter_id="0800000000006",
        longitude=-3.05,
        min_runtime=timedelta(minutes=30),
        recovery_time=timedelta(days=1, hours=6),
        operational_date=date(2026, 3, 31),
        asset_type="fly_wheel",
    )
    for name in ("Evening", "Borders"):
        AssetGroupFactory.create(organisation=owner.organisation, name=name).assets.add(asset)
    (row,) = read(owner_client)
    assert float(row["Voltage level (kV)"]) == 100
    assert str(row["Voltage level (kV)"]) in {"100", "100.0"}
    assert float(row["Active export (MW)"]) == 0.05
    assert row["Import MPAN"] == "0800000000006"
    assert float(row["Longitude"]) == -3.05
    assert (row["Shortest run"], row["Recovery time"]) == ("00:30:00", "1 06:00:00")
    assert row["In operation since"] == "2026-03-31"
    assert (row["Status"], row["Category"], row["Type"]) == ("Operational", "Storage", "Fly wheel")
    assert row["Groups"] == "Borders; Evening"
    assert row["Response time"] == ""


def test_no_text_becomes_a_formula(
    owner_client: Client, owner: Membership, read: Callable[..., list[Row]]
) -> None:
    AssetFactory.create(organisation=owner.organisation, name="=1+1", address="@SUM(A1)")
    (row,) = read(owner_client)
    assert (row["Name"], row["Address"]) == ("'=1+1", "'@SUM(A1)")


def test_every_field_of_piclo_has_its_column() -> None:
    headings = [column.heading for column in SHEET]
    assert len(headings) == len(set(headings))
    assert {column.name for column in SHEET} == {*COLUMNS, "shares_meter", "groups"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_query_that_makes_no_sense_is_not_exported(
    owner_client: Client, portfolio: None, kind: str
) -> None:
    response = owner_client.get(f"/assets/export.{kind}?status=nonsense")
    assert response.status_code == 302
    assert response["Location"] == "/assets/?status=nonsense"


@pytest.mark.parametrize(("kind", "about"), [("csv", "text/csv"), ("xlsx", "spreadsheetml")])
def test_a_download_is_named_by_its_day_here(
    owner_client: Client, portfolio: None, kind: str, about: str
) -> None:
    with time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), tick=False):
        response = owner_client.get(f"/assets/export.{kind}")
    assert f'filename="assets-2026-07-01.{kind}"' in response["Content-Disposition"]
    assert about in response["Content-Type"]
    response.close()


def test_an_export_reads_all_rows_in_one_query(
    owner_client: Client, owner: Membership, django_assert_max_num_queries: Any
) -> None:
    AssetFactory.create_batch(30, organisation=owner.organisation)
    assert Asset.objects.count() == 30
    with django_assert_max_num_queries(5):
        body(owner_client, "csv", "")

"""Importing 100,000 assets: read, previewed and applied by the real tasks in a process of its own."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from django.core.files.base import File
from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from assets.models import AssetImport, ImportState
from assets.rules.mpan import check_digit
from assets.rules.sheet import SHEET
from assets.services.imports import ask_to_apply, upload_import
from bench.bare import copy_rows, take_rows
from bench.line import Line, seconds
from bench.stack import Stack
from portal.accounts.models import Membership

ROWS = 100_000
MOST_MB, MOST_SECONDS = 400, 120
TABLES = ("assets_asset",)


def measure(stack: Stack) -> str:
    """One import by CSV and one by workbook, each beside the bare parser and COPY of the same rows."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [_measured(stack, write(Path(folder))) for write in (_as_csv, _as_xlsx)]
    return "\n".join(map(str, lines))


def _measured(stack: Stack, path: Path) -> Line:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE assets_asset, assets_assetimport CASCADE")
    member = Membership.objects.filter(roles__contains=["owner"]).first()
    if member is None:
        raise RuntimeError("The stack has no owner.")
    with path.open("rb") as content:
        upload = upload_import(content=File(content), name=path.name, by=member, now=timezone.now())
    read = _work(upload)
    ask_to_apply(import_id=upload.pk, by=member, now=timezone.now())
    applied = _work(upload)
    upload.refresh_from_db()
    if upload.state != ImportState.APPLIED or upload.rows_create != ROWS:
        raise RuntimeError(f"The import is {upload.state}: {upload.words}")
    rows = take_rows(stack.database_url, TABLES)
    floor = seconds(lambda: _parse(path)) + seconds(lambda: copy_rows(stack.database_url, rows))
    peak = max(read["peak_mb"], applied["peak_mb"])
    parts = (
        f"read {read['seconds']:.1f} s, applied {applied['seconds']:.1f} s, peak {peak:.0f} MB of {MOST_MB}"
    )
    work = f"{ROWS:,} rows of {path.suffix[1:]}, {path.stat().st_size / 1e6:.0f} MB ({parts}; at most {MOST_SECONDS} s)"
    took = read["seconds"] + applied["seconds"]
    return Line("asset import", work, took, "bare parser, same rows by COPY", floor)


def _work(upload: AssetImport) -> dict[str, float]:
    """Have the task do what waits, in a process like a worker's; how long it took and what memory it came to."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.import_worker", str(upload.pk)],
        env=os.environ.copy(),
        check=True,
        stdout=subprocess.PIPE,
    )
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return said


def _parse(path: Path) -> None:
    if path.suffix == ".csv":
        with path.open(newline="", encoding="utf-8") as file:
            for _ in csv.reader(file):
                pass
    else:
        for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows():
            pass


def _rows() -> Iterator[list[str]]:
    for number in range(ROWS):
        first = f"18{number:010}"
        said = {
            "ref": f"BENCH-{number:06}",
            "name": f"Battery {number}",
            "status": "Operational",
            "category": "Storage",
            "asset_type": "Battery",
            "voltage_level_kv": "11",
            "country_code": "GB",
            "postcode": "TD1 1AA",
            "latitude": f"{55.55 + number % 300 / 3000:.6f}",
            "longitude": f"{-2.85 + number // 300 / 2000:.6f}",
            "address": f"{number} High Street, Galashiels",
            "export_meter_id": f"{first}{check_digit(first)}",
            "active_export_capacity_mw": "0.05",
            "max_export_capacity_mw": "0.1",
            "response_time": "00:15:00",
            "min_runtime": "00:30:00",
            "max_runtime": "02:00:00",
            "operational_date": "2026-03-31",
            "supplier": "Borders Energy",
            "groups": f"Group {number % 20}",
        }
        yield [said.get(column.name, "") for column in SHEET]


def _as_csv(folder: Path) -> Path:
    path = folder / "assets.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([column.heading for column in SHEET])
        writer.writerows(_rows())
    return path


def _as_xlsx(folder: Path) -> Path:
    path = folder / "assets.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Assets")
        sheet.write_row(0, 0, [column.heading for column in SHEET])
        for place, row in enumerate(_rows(), start=1):
            sheet.write_row(place, 0, row)
    return path

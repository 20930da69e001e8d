"""The spreadsheet with twenty faults: each is found where it is, and repaired it is applied."""

from pathlib import Path

import pytest

from assets.models import Asset
from assets.rules.said import heading_of
from portal.accounts.models import Membership
from tests.assets.sheets import applied, read, told
from tests.support.spreadsheets import HEADINGS, faulty_sheet, good_row, write_sheet

pytestmark = pytest.mark.django_db


def test_twenty_faults_are_told_by_row_and_field(owner: Membership, tmp_path: Path) -> None:
    path = tmp_path / "portfolio.xlsx"
    mistakes = faulty_sheet(path, assets=100)
    file = read(owner, path.read_bytes(), path.name)
    found = {(row, heading_of(column)) for row, column, _ in told(file)}
    assert {(mistake.row, mistake.heading) for mistake in mistakes} <= found
    assert (file.rows_faulty, file.rows_create) == (20, 80)


def test_repaired_the_sheet_is_applied(owner: Membership, tmp_path: Path) -> None:
    path = tmp_path / "portfolio.xlsx"
    rows = [good_row(number) for number in range(1, 101)]
    for mistake in faulty_sheet(path, assets=100):
        assert rows[mistake.row - 2][HEADINGS.index(mistake.heading)] == mistake.right
    write_sheet(path, rows)
    applied(read(owner, path.read_bytes(), path.name), owner)
    assert Asset.objects.count() == 100

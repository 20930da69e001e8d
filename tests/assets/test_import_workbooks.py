"""Workbooks: read as another reader reads them, and refused where they are not what they seem."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from assets.intake.opening import open_sheet
from assets.intake.parts import shown_as
from assets.models import AssetImport, ImportState
from assets.rules.cells import Formula
from assets.rules.files import Unreadable
from portal.accounts.models import Membership
from tests.assets.sheets import GOOD, HEADINGS, as_xlsx, read, told

Write = Callable[[Any, Any], None]


def book(write: Write, **options: Any) -> bytes:
    """A workbook with one sheet that `write(book, sheet)` fills."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as made:
        write(made, made.add_worksheet("Assets"))
    return content.getvalue()


def cells_of(content: bytes) -> list[list[Any]]:
    return [line.cells for line in open_sheet(io.BytesIO(content), "xlsx", len(content)).lines]


def at(sheet: Any, row: int, place: int) -> None:
    """A heading, and one cell far away from it."""
    sheet.write(0, 0, "Reference")
    sheet.write(row, place, "x")


def every_kind(made: Any, sheet: Any) -> None:
    shown = {
        code: made.add_format({"num_format": code})
        for code in ("yyyy-mm-dd", "[h]:mm:ss", "0.00%", "#,##0.00")
    }
    sheet.write_row(0, 0, ["Reference", "Name", 1.5, True, False, "ü €", "", -3])
    sheet.write_datetime(1, 0, date(2020, 2, 29), shown["yyyy-mm-dd"])
    sheet.write_number(1, 1, 1.25, shown["[h]:mm:ss"])
    sheet.write_number(1, 2, 0.5, shown["0.00%"])
    sheet.write_number(1, 3, 1234.5, shown["#,##0.00"])
    sheet.write_rich_string(1, 5, "two ", made.add_format({"bold": True}), "runs")
    sheet.write_string(3, 2, " blanks ")


def plain(cell: Any) -> Any:
    """Both readers' values in one form."""
    if isinstance(cell, datetime):
        return cell.date()
    return timedelta(hours=cell.hour, minutes=cell.minute) if isinstance(cell, time) else cell


@pytest.mark.parametrize(
    "options", [{}, {"date_1904": True}, {"strings_to_numbers": True}, {"constant_memory": True}]
)
def test_a_workbook_is_read_as_calamine_reads_it(options: dict[str, bool]) -> None:
    content = book(every_kind, **options)
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    ours = {line.number: line.cells for line in open_sheet(io.BytesIO(content), "xlsx", len(content)).lines}
    for number, row in enumerate(theirs, start=1):
        cells = [plain(cell) for cell in ours.get(number, [])]
        assert cells + [""] * (len(row) - len(cells)) == [plain(cell) for cell in row]


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("General", ""), ("0.00", ""), ("#,##0 [$£-809]", ""), ('0.0 "days"', ""), ("@", ""), ("0.00E+00", ""),
        ("dd/mm/yyyy", "date"), ("[$-809]d mmmm yyyy", "date"), ("mmm-yy", "date"), ("yyyy-mm-dd hh:mm", "date"),
        ("hh:mm:ss", "time"), ("[h]:mm", "time"), ("mm:ss.0", "time"), ("[Red]hh:mm", "time"),
    ],
)  # fmt: skip
def test_a_format_says_whether_a_number_is_a_date(code: str, what: str) -> None:
    assert shown_as(code) == what


@pytest.mark.django_db
def test_a_formula_is_neither_worked_out_nor_taken(owner: Membership) -> None:
    def write(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, GOOD)
        sheet.write_formula(1, 1, '=HYPERLINK("http://example.com","x")', None, "Battery one")

    content = book(write)
    assert isinstance(cells_of(content)[1][1], Formula)
    file = read(owner, content, "assets.xlsx")
    assert [(row, column) for row, column, _ in told(file)] == [(2, "name")]
    assert "holds a formula" in told(file)[0][2]


@pytest.mark.django_db
def test_dates_and_lengths_come_through_both_calendars(owner: Membership) -> None:
    def write(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, (*HEADINGS, "In operation since", "Shortest run"))
        sheet.write_row(1, 0, GOOD)
        sheet.write_datetime(1, 7, date(2020, 1, 2), made.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_number(1, 8, 0.5 / 24, made.add_format({"num_format": "hh:mm:ss"}))

    for since_1904 in (False, True):
        row = read(owner, book(write, date_1904=since_1904), "assets.xlsx").rows.get()
        assert row.values["operational_date"] == "2020-01-02"
        assert row.values["min_runtime"] == 1800


def forged(change: Callable[[zipfile.ZipFile], None], *, leave_out: str = "") -> bytes:
    """A workbook whose archive was tampered with."""
    source, target = zipfile.ZipFile(io.BytesIO(as_xlsx(GOOD))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name != leave_out:
                archive.writestr(name, source.read(name))
        change(archive)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (forged(lambda z: z.writestr("xl/bomb.xml", b"0" * 40_000_000)), "packed harder"),
        (forged(lambda z: [z.writestr(f"x/{n}", b"") for n in range(600)] and None), "parts; at most"),
        (forged(lambda z: z.writestr("xl/vbaProject.bin", b"x")), "macros"),
        (forged(lambda z: z.writestr("xl/externalLinks/externalLink1.xml", b"x")), "from other workbooks"),
        (forged(lambda z: None, leave_out="xl/workbook.xml"), "no Excel workbook"),
        (forged(lambda z: None, leave_out="xl/worksheets/sheet1.xml"), "has no sheet"),
        (as_xlsx(GOOD)[:-200], "damaged"),
    ],
)
def test_a_forged_archive_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        cells_of(content)


def test_what_is_written_far_to_the_right_is_refused() -> None:
    content = book(lambda made, sheet: at(sheet, 0, 9_999))
    with pytest.raises(Unreadable, match="beyond column 200"):
        cells_of(content)


def test_a_cell_in_the_last_row_and_blank_rows_cost_nothing() -> None:
    content = book(lambda made, sheet: at(sheet, 1_048_575, 0))
    assert len(cells_of(content)) == 2


@pytest.mark.django_db
def test_texts_that_blow_up_are_not_expanded(owner: Membership) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "{"ha" * 100}">{laughs}]><sst><si><t>&l9;</t></si></sst>'
    content = forged(lambda z: z.writestr("xl/sharedStrings.xml", text), leave_out="xl/sharedStrings.xml")
    file = read(owner, content, "assets.xlsx")
    assert file.state == ImportState.REFUSED
    assert AssetImport.objects.get().rows.count() == 0

"""CSV files as the world writes them."""

import io

import pytest

from assets.intake.opening import filled_lines, open_upload
from assets.models import ImportState
from assets.rules import files
from assets.rules.files import Unreadable
from portal.accounts.models import Membership
from tests.assets.sheets import GOOD, HEADINGS, as_csv, read

NAMED = ("Café-1", *GOOD[1:])


def first_row(content: bytes) -> list[object]:
    opened = open_upload(io.BytesIO(content), "csv", len(content))
    return list(next(filled_lines(opened)).cells)


@pytest.mark.parametrize(
    "content",
    [
        as_csv(NAMED),
        b"\xef\xbb\xbf" + as_csv(NAMED),
        as_csv(NAMED).decode().encode("utf-16"),
        as_csv(NAMED).decode().encode("utf-16-le"),
        as_csv(NAMED).decode().encode("utf-16-be"),
        as_csv(NAMED).decode().encode("cp1252"),
        as_csv(NAMED, mark=";"),
        as_csv(NAMED, mark="\t"),
        b"sep=;\r\n" + as_csv(NAMED, mark=";"),
        b"\r\n,,,\r\nOur assets of 2026\r\n" + as_csv(NAMED) + b",,,\r\n" * 5,
        as_csv(("# a remark",), NAMED),
    ],
)
def test_encodings_delimiters_and_blank_lines_are_borne(content: bytes) -> None:
    assert first_row(content) == list(NAMED)


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    content = b"\r\n" + as_csv(GOOD, ("", "", ""), GOOD)
    opened = open_upload(io.BytesIO(content), "csv", len(content))
    assert [line.number for line in filled_lines(opened)] == [3, 5]


def test_no_line_is_lost_behind_those_that_a_heading_is_looked_for_in() -> None:
    content = as_csv(*[(f"R-{number}", *GOOD[1:]) for number in range(50)])
    opened = open_upload(io.BytesIO(content), "csv", len(content))
    assert [line.cells[0] for line in filled_lines(opened)] == [f"R-{number}" for number in range(50)]


@pytest.mark.django_db
def test_too_many_rows_are_refused_and_none_is_kept(
    owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.intake.opening.MOST_ROWS", 2)
    file = read(owner, as_csv(GOOD, GOOD, GOOD))
    assert (file.state, file.rows.count()) == (ImportState.REFUSED, 0)
    assert "more than 2 rows" in file.words
    assert files.MOST_ROWS == 200_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (",".join(["Reference", *("x" * 9_999)]).encode() + b"\r\n1\r\n", "10,000 columns; at most 200"),
        (as_csv(GOOD) + b'"' + b"x" * 200_000, "cannot be split"),
        (b"\xff\xfeR\x00\x00\xd8", "not a text file"),
        (b" \r\n ", "empty"),
    ],
    ids=["wide", "unclosed", "surrogate", "blank"],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        list(filled_lines(open_upload(io.BytesIO(content), "csv", len(content))))


@pytest.mark.django_db
def test_a_file_with_semicolons_has_decimal_commas(owner: Membership) -> None:
    file = read(owner, as_csv((*GOOD[:6], "0,125"), mark=";"))
    assert file.rows.get().values["active_export_capacity_mw"] == "0.125"
    assert len(HEADINGS) == len(GOOD)

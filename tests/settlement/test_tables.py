"""Files as they come: encodings, delimiters, headings."""

import pytest

from settlement.rules.tables import MAX_BYTES, Unreadable, decode, find_heading, read_rows, role_of

LINES = "mpan,period_end_utc,kwh\n1012345678901,2026-07-01T16:30Z,12.5\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encodings_of_spreadsheets_are_read(encoding: str) -> None:
    text = LINES.replace("kwh", "kwh é")
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"PK\x03\x04\x00\x00xl/workbook.xml", "not a text file"),
        (b"mpan,time,kwh\n\x81\x8d\x8f", "not a text file"),
        (b"\xff\xfem", "not a text file"),
        (b"x" * (MAX_BYTES + 1), "larger than 50 MB"),
    ],
    ids=["nothing", "blanks", "workbook", "no-encoding", "broken-utf-16", "too-large"],
)
def test_what_is_not_a_csv_file_is_told(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        decode(data)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("mpan", "meter"),
        ("Asset reference", "meter"),
        ("ref", "meter"),
        ("meter", "meter"),
        ("timestamp", "time"),
        ("period_end_utc", "time"),
        ("Start", "time"),
        ("meter reading (kWh)", "value"),
        ("kw", "value"),
        ("Energy", "value"),
        ("Value", "value"),
        ("comment", ""),
    ],
)
def test_a_column_is_known_by_the_words_of_its_heading(name: str, role: str) -> None:
    assert role_of(name) == role


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_three_delimiters_are_understood(delimiter: str) -> None:
    heading, rows = read_rows(LINES.replace(",", delimiter))
    assert heading.delimiter == delimiter
    assert [row[:4] for row in rows] == [(2, "1012345678901", "2026-07-01T16:30Z", "12.5")]


def test_columns_may_stand_in_any_order_beside_others() -> None:
    text = 'kWh,note,Time,Asset\n"12.5","a, b",2026-07-01 17:00,BATT-1\r\n\r\n3,,2026-07-01 17:30,BATT-1\r\n'
    _, rows = read_rows(text)
    assert [row[:4] for row in rows] == [
        (2, "BATT-1", "2026-07-01 17:00", "12.5"),
        (4, "BATT-1", "2026-07-01 17:30", "3"),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1012345678901,2026-07-01T16:30Z,12.5", "meter or time or value"),
        ("mpan,kwh", "no column is named like time"),
        ("mpan,start,end,kwh", "Both “start” and “end” could be the time"),
        ("mpan,time,kw,kwh", "Both “kw” and “kwh” could be the value"),
    ],
)
def test_a_heading_that_does_not_say_enough_or_too_much_is_told(line: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        find_heading(line)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("a,b", "2 columns where at least 3 are needed."),
        (",".join("abcdefghijk"), "11 columns; at most 10 are allowed."),
    ],
)
def test_a_line_with_too_few_or_too_many_columns_is_told(line: str, fault: str) -> None:
    _, rows = read_rows(f"mpan,time,kwh\n{line}\n")
    assert [(row.line, row.fault) for row in rows] == [(2, fault)]


def test_ten_columns_are_allowed() -> None:
    _, rows = read_rows(f"mpan,time,kwh\n{','.join('abcdefghij')}\n")
    assert [row.fault for row in rows] == [""]


def test_a_line_that_cannot_be_split_is_told_with_its_number() -> None:
    _, rows = read_rows(f'mpan,time,kwh\na,b,"{"x" * 140_000}"\n')
    with pytest.raises(Unreadable, match="cannot be split") as caught:
        list(rows)
    assert caught.value.line == 2

"""A spreadsheet as somebody would bring it: a thousand assets, and twenty things wrong with it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

PRIMES = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
# The middle of the practice market's area Corbie Law; steps of this size stay inside of it.
LATITUDE, LONGITUDE = 55.58, -2.84
STEP_LATITUDE, STEP_LONGITUDE = 0.0015, 0.003
HEADINGS = (
    "Reference", "Name", "Status", "Category", "Type", "Voltage level (kV)", "Latitude", "Longitude", "Export MPAN",
    "Active export (MW)", "Shortest run", "Longest run", "In operation since",
)  # fmt: skip


class Mistake(NamedTuple):
    """One cell that is wrong: its row as the spreadsheet counts, its heading, why, and what would be right."""

    row: int
    heading: str
    what: str
    right: str


# Heading -> (what is wrong, what is written instead), in the order in which rows get them.
WRONG: tuple[tuple[str, str, str | Callable[[str], str]], ...] = (
    ("Export MPAN", "a wrong check digit", lambda right: right[:-1] + str((int(right[-1]) + 1) % 10)),
    ("Export MPAN", "a digit too few", lambda right: right[:-1]),
    ("Export MPAN", "no distributor of that number", lambda right: "09" + right[2:]),
    ("Export MPAN", "digits lost to an exponent", lambda right: f"{right[0]}.{right[1:6]}E+12"),
    ("Latitude", "coordinates the wrong way round", lambda right: "200"),
    ("Longitude", "one coordinate without the other", "-"),
    ("Voltage level (kV)", "above the highest voltage", "4000"),
    ("Voltage level (kV)", "missing", ""),
    ("Active export (MW)", "in kW", "50 kW"),
    ("Active export (MW)", "two readings of one mark", "1,500"),
    ("Active export (MW)", "negative", "-0.05"),
    ("Active export (MW)", "a per cent sign", "5%"),
    ("Type", "a type of another category", "Onshore wind"),
    ("Category", "an unknown category", "Storrage"),
    ("Status", "an unknown status", "Running"),
    ("Name", "missing", ""),
    ("Shortest run", "minutes or hours", "00:30"),
    ("Longest run", "shorter than the shortest", "00:10:00"),
    ("In operation since", "a day that is not in the calendar", "2026-02-30"),
    ("Reference", "missing", ""),
)


def mpan_of(number: int) -> str:
    """A valid MPAN core of distributor 18."""
    first = f"18{number:010}"
    return first + str(sum(int(digit) * prime for digit, prime in zip(first, PRIMES, strict=True)) % 11 % 10)


def good_row(number: int) -> list[str]:
    """A battery of 0.05 MW at 11 kV inside Corbie Law."""
    return [
        f"CORBIE-{number:04}",
        f"Corbie battery {number}",
        "Operational",
        "Storage",
        "Battery",
        "11",
        f"{LATITUDE + number % 40 * STEP_LATITUDE:.6f}",
        f"{LONGITUDE + number // 40 % 40 * STEP_LONGITUDE:.6f}",
        mpan_of(number),
        "0.05",
        "00:30:00",
        "02:00:00",
        "2026-03-31",
    ]


def faulty_sheet(path: Path, assets: int = 1000) -> list[Mistake]:
    """Write a workbook of so many assets with twenty faults in twenty rows; which, with what would be right.

    Writing `right` into each of these cells makes the whole file good: every asset lies inside Corbie Law.
    """
    rows = [good_row(number) for number in range(1, assets + 1)]
    mistakes = []
    for place, (heading, what, wrong) in enumerate(WRONG):
        at = (place + 1) * (assets // (len(WRONG) + 1))
        column = HEADINGS.index(heading)
        right = rows[at][column]
        rows[at][column] = wrong if isinstance(wrong, str) else wrong(right)
        # The first row is the heading, and a spreadsheet counts from one.
        mistakes.append(Mistake(at + 2, heading, what, right))
    write_sheet(path, rows)
    return mistakes


def write_sheet(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """A workbook with our headings over these rows."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Assets")
        sheet.write_row(0, 0, HEADINGS)
        for place, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)

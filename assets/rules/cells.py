"""What the cells of a spreadsheet say of an asset: values of our columns, or words on what is wrong with them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from assets.rules import mpan
from assets.rules.days import day_of
from assets.rules.groups import LONGEST_NAME, SEPARATOR, tidy_name
from assets.rules.kinds import CATEGORY_LABELS, TYPE_LABELS
from assets.rules.lengths import length_of
from assets.rules.numbers import decimal_of, from_float, unit_of
from assets.rules.sheet import Column
from assets.rules.unfit import Unfit

# A cell that says this empties the field; an empty cell leaves it as it is.
CLEARED = frozenset({"-", "–", "—"})
STATUSES = {
    "in_development": "In development",
    "operational": "Operational",
    "mothballed": "Mothballed",
    "archived": "Archived",
}
CHOICES = {"status": STATUSES, "category": CATEGORY_LABELS, "asset_type": TYPE_LABELS}
YES, NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
COUNTRIES = {
    "UK": "GB",
    "UNITEDKINGDOM": "GB",
    "GREATBRITAIN": "GB",
    "ENGLAND": "GB",
    "SCOTLAND": "GB",
    "WALES": "GB",
}
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "####")
FORMULA_SIGNS = ("=", "+", "-", "@")
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EXPONENT = re.compile(r"(\d)[.,]?(\d*)[eE]\+?(\d{1,2})")


@dataclass(frozen=True)
class Custom:
    """How a file writes: a decimal comma, and from when a workbook counts its days."""

    comma: bool = False
    since_1904: bool = False


class Formula(str):
    """A cell whose value a spreadsheet works out; what it worked out is nobody's word."""


Cell = str | float | bool | date | datetime | time | timedelta
NOTHING = object()


def value_of(column: Column, cell: Cell, custom: Custom) -> Any:
    """A cell's value for a column; NOTHING where it is empty, None where it empties the field. Raises Unfit."""
    if isinstance(cell, str):
        if not (cell := tidy(cell)):
            return NOTHING
        if cell in CLEARED:
            return None
    return READERS.get(column.name, BY_KIND[column.kind])(column, cell, custom)


def tidy(text: str) -> str:
    """Text without the blanks around it and the quote that keeps a spreadsheet from calculating. Raises Unfit."""
    if isinstance(text, Formula) or text.startswith("="):
        raise Unfit("This cell holds a formula. Copy the column and paste it as values.")
    text = text.replace("\xa0", " ").strip()
    if len(text) > 1 and text[0] == "'" and text.lstrip("'").lstrip().startswith(FORMULA_SIGNS):
        text = text[1:]
    if _UNKEEPABLE.search(text):
        raise Unfit("This holds a sign that cannot be kept. Type the cell anew.")
    if text.startswith(ERRORS):
        raise Unfit(f"The spreadsheet shows the error {text[:10]} here.")
    return text


def _text(column: Column, cell: Cell, custom: Custom) -> str:
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return f"{from_float(cell):f}"
    if isinstance(cell, date | time | timedelta):
        raise Unfit(f"The spreadsheet made “{cell}” of this. Format the column as text and type it again.")
    return " ".join(cell.split())


def _decimal(column: Column, cell: Cell, custom: Custom) -> Decimal:
    if isinstance(cell, bool | date | time | timedelta):
        raise Unfit(
            f"The spreadsheet made “{cell}” of this. Format the column as a number and type it again."
        )
    if isinstance(cell, float):
        return from_float(cell)
    return decimal_of(cell, unit=unit_of(column.name), comma=custom.comma)


def _coordinate(column: Column, cell: Cell, custom: Custom) -> float:
    return float(_decimal(column, cell, custom))


def _duration(column: Column, cell: Cell, custom: Custom) -> timedelta:
    return length_of(cell)


def _day(column: Column, cell: Cell, custom: Custom) -> date:
    return day_of(cell, since_1904=custom.since_1904)


def _yes(column: Column, cell: Cell, custom: Custom) -> bool:
    word = _text(column, cell, custom).lower()
    if word in YES or word in NO:
        return word in YES
    raise Unfit(f"“{word[:40]}” is neither Yes nor No.")


def _choice(column: Column, cell: Cell, custom: Custom) -> str:
    """A code by its label or by itself, however it is spelt. An unknown word is left for the row to judge."""
    written = _text(column, cell, custom)
    known = CHOICES[column.name]
    wanted = _signs(written)
    for code, label in known.items():
        if wanted in (_signs(code), _signs(label)):
            return code
    return Unknown(written.lower().replace(" ", "_").replace("-", "_"))


class Unknown(str):
    """A word for a choice that we do not know: allowed only where it stands already."""


def unknown_words(column: Column, word: str) -> str:
    """What to say of a choice that is none."""
    known = ", ".join(CHOICES[column.name].values())
    return f"“{word}” is no {column.heading.lower()}. Known are: {known}."


def _signs(word: str) -> str:
    return "".join(sign for sign in word.lower() if sign.isalnum())


def _mpan(column: Column, cell: Cell, custom: Custom) -> str:
    """Thirteen digits, also out of a number, out of 1.8E+12 where nothing was lost, or out of the 21 of a bill."""
    digits = mpan.normalised(_text(column, cell, custom)).lstrip("'").removesuffix(".0")
    if found := _EXPONENT.fullmatch(digits):
        digits = _out_of_exponent(found, digits)
    if len(digits) in (20, 21) and digits.isdigit() and mpan.fault_of(digits[-13:]) is None:
        return digits[-13:]
    return digits


def _out_of_exponent(found: re.Match[str], written: str) -> str:
    first, rest, power = found[1], found[2], int(found[3])
    if len(rest) > power or len(rest) < power - 1:
        raise Unfit(
            f"The spreadsheet kept {len(rest) + 1} of the digits ({written}). "
            "Format the column as text and enter all 13 again."
        )
    return first + rest.ljust(power, "0")


def _country(column: Column, cell: Cell, custom: Custom) -> str:
    word = "".join(_text(column, cell, custom).upper().split())
    code = COUNTRIES.get(word, word)
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise Unfit("A country is two letters, such as GB.")
    return code


def _groups(column: Column, cell: Cell, custom: Custom) -> list[str]:
    """Names of groups, each once, in the order given."""
    names = [tidy_name(name) for name in _text(column, cell, custom).split(SEPARATOR)]
    if any(len(name) > LONGEST_NAME for name in names):
        raise Unfit(f"A group's name has at most {LONGEST_NAME} characters.")
    return list(dict.fromkeys(name for name in names if name))


Reader = Callable[[Column, Any, Custom], Any]
BY_KIND: dict[str, Reader] = {
    "text": _text,
    "decimal": _decimal,
    "duration": _duration,
    "date": _day,
    "bool": _yes,
    "choice": _choice,
}
READERS: dict[str, Reader] = {
    "import_meter_id": _mpan,
    "export_meter_id": _mpan,
    "latitude": _coordinate,
    "longitude": _coordinate,
    "country_code": _country,
    "groups": _groups,
}

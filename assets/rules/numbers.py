"""Numbers as spreadsheets and people write them. What could be read in two ways is refused with both readings."""

import re
from decimal import Decimal, InvalidOperation

from assets.rules.unfit import Unfit

# What one of each is in the unit of the column.
UNITS: dict[str, dict[str, Decimal]] = {
    "MW": {"mw": Decimal(1), "kw": Decimal("0.001"), "w": Decimal("0.000001"), "gw": Decimal(1000)},
    "MVAr": {"mvar": Decimal(1), "kvar": Decimal("0.001"), "var": Decimal("0.000001")},
    "kV": {"kv": Decimal(1), "v": Decimal("0.001")},
    "": {},
}
LONGEST = 40

_SPLIT = re.compile(r"(?P<sign>[-+−]?)(?P<digits>[0-9.,']+)(?P<power>[eE][-+]?[0-9]{1,3})?(?P<rest>\D*)")
_GROUPS = re.compile(r"[0-9]{1,3}([.,'])[0-9]{3}(\1[0-9]{3})*")


def unit_of(column: str) -> str:
    """The unit that a column's name carries; "" for one without."""
    for suffix, unit in (("_mw", "MW"), ("_mvar", "MVAr"), ("_kv", "kV")):
        if column.endswith(suffix):
            return unit
    return ""


def from_float(number: float) -> Decimal:
    """A workbook's number as the spreadsheet shows it: fifteen digits, so that 0.1 + 0.2 is 0.3."""
    return Decimal(f"{number:.15g}")


def decimal_of(written: str, *, unit: str = "", comma: bool = False) -> Decimal:
    """A written number; `comma` where the file's custom is a decimal comma. Raises Unfit."""
    text = "".join(written.split())
    found = _SPLIT.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise Unfit(f"“{written[:LONGEST]}” is not a number.")
    number = _plain(found["digits"], written, comma=comma)
    try:
        value = Decimal(("-" if found["sign"] in ("-", "−") else "") + number + (found["power"] or ""))
    except InvalidOperation as error:
        raise Unfit(f"“{written}” is not a number.") from error
    _judge_unit(found["rest"], value, unit)
    return value


def _plain(digits: str, written: str, *, comma: bool) -> str:
    """The digits with a decimal point and nothing else."""
    marks = {mark for mark in digits if not mark.isdigit()}
    if "." in marks and "," in marks:
        return _of_two_marks(digits, written)
    if not marks & {".", ","}:
        return digits.replace("'", "")
    mark = "," if "," in marks else "."
    custom = "," if comma else "."
    if digits.count(mark) > 1:
        return _ungrouped(digits, mark, written)
    if mark == custom or not _GROUPS.fullmatch(digits) or digits.startswith("0"):
        return digits.replace("'", "").replace(mark, ".")
    short, whole = digits.replace(mark, custom).rstrip("0").rstrip(custom), digits.replace(mark, "")
    raise Unfit(f"“{written}” could be {short} or {whole}. Write {short} or {whole}.")


def _of_two_marks(digits: str, written: str) -> str:
    """1,500.0 and 1.500,0: the last mark is the decimal one, where the other sets thousands apart."""
    decimal = max(".,", key=digits.rindex)
    whole, _, fraction = digits.rpartition(decimal)
    if decimal in whole:
        raise Unfit(f"“{written}” is not a number.")
    return f"{_ungrouped(whole, '.' if decimal == ',' else ',', written)}.{fraction}"


def _ungrouped(digits: str, mark: str, written: str) -> str:
    if not _GROUPS.fullmatch(digits):
        raise Unfit(f"“{written}” is not a number.")
    return digits.replace(mark, "")


def _judge_unit(rest: str, value: Decimal, unit: str) -> None:
    """The column's own unit may stand behind a number; another is answered with what it would be."""
    said = rest.strip(" ()[]").lower()
    if not said or said == unit.lower():
        return
    factor = UNITS[unit].get(said)
    if factor is None:
        wanted = f"a number of {unit}" if unit else "a number alone"
        raise Unfit(f"“{rest.strip()}” has no place here: write {wanted}.")
    in_unit = f"{(value * factor).normalize():f}"
    raise Unfit(f"This column is in {unit}: {value:f} {rest.strip()} is {in_unit}. Write {in_unit}.")

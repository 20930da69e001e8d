"""What a row of a spreadsheet would do: create an asset, change one, leave it, or nothing because of its faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assets.rules import kinds, mpan, postcodes
from assets.rules.cells import NOTHING, Cell, Custom, Unknown, unknown_words, value_of
from assets.rules.checks import faults_of, new_faults
from assets.rules.sheet import SHEET, Column
from assets.rules.unfit import Unfit

COLUMNS = {column.name: column for column in SHEET}
REQUIRED = tuple(column.name for column in SHEET if column.required)
# Columns that cannot be emptied: an asset has them, or they say which asset is meant.
NEVER_EMPTY = frozenset({*REQUIRED, "status", "country_code", "shares_meter", "groups"})
# 1 cm: a spreadsheet keeps fifteen digits of a coordinate, Piclo seventeen.
SAME_DEGREES = 1e-7
REMARK = "#"


@dataclass(frozen=True)
class Fault:
    """One field, what stands in the file, and what is wrong with it."""

    column: str
    written: str
    words: str

    def as_dict(self) -> dict[str, str]:
        return {"column": self.column, "written": self.written, "words": self.words}


@dataclass
class Given:
    """What a row says: values by column, None where a field is emptied, and the faults of its cells."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        return str(self.values.get("ref") or "")


@dataclass(frozen=True)
class Judged:
    """What applying a row would do, with the values that it brings and those that it replaces."""

    outcome: str
    values: dict[str, Any]
    before: dict[str, Any]
    faults: list[Fault]
    wanted: dict[str, Any]


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether a row says nothing: no cell filled, or a remark."""
    first = next((cell for cell in cells if not isinstance(cell, str) or cell.strip()), "")
    return first == "" or (isinstance(first, str) and first.lstrip().startswith(REMARK))


def given_by(
    number: int,
    cells: Sequence[Cell],
    places: Mapping[int, Column],
    custom: Custom,
    longest: Mapping[str, int],
) -> Given:
    """What a row's cells say. `longest` is how many characters a column's text may have."""
    given = Given(number)
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else ""
        if cell == "" and type(cell) is str:
            continue
        try:
            value = value_of(column, cell, custom)
        except Unfit as unfit:
            given.faults.append(Fault(column.name, shown(cell), str(unfit)))
            continue
        if value is NOTHING:
            continue
        given.written[column.name] = shown(cell)
        fault = _length_fault(column, value, longest) or _emptied_fault(column, value)
        if fault:
            given.faults.append(Fault(column.name, shown(cell), fault))
        else:
            given.values[column.name] = value
    return given


def shown(cell: Cell) -> str:
    """A cell as it is quoted to people."""
    text = f"{cell:.15g}" if isinstance(cell, float) else str(cell)
    return "".join(sign if sign.isprintable() else "�" for sign in text)[:100]


def _length_fault(column: Column, value: Any, longest: Mapping[str, int]) -> str | None:
    most = longest.get(column.name)
    if most and isinstance(value, str) and len(value) > most:
        return f"At most {most} characters; this has {len(value):,}."
    return None


def _emptied_fault(column: Column, value: Any) -> str | None:
    return f"“{column.heading}” cannot be emptied." if value is None and column.name in NEVER_EMPTY else None


def judge(given: Given, standing: Mapping[str, Any] | None, blank: Mapping[str, Any]) -> Judged:
    """A row against the asset that has its reference, if one has; `blank` is an asset of which nothing was said.

    Both carry every column of the sheet; their groups are the names of the groups that the asset is in.
    """
    before = standing if standing is not None else blank
    said = {name: _settled(name, value, before, blank) for name, value in given.values.items()}
    wanted = _tidy({**before, **said})
    changed = [name for name in said if not _same(name, before[name], wanted[name])]
    faults = [*given.faults, *_missing(given, standing), *_unknown(given, wanted, before)]
    if standing is None or changed:
        found = faults_of(wanted) if standing is None else new_faults(before, wanted)
        told = {fault.column for fault in faults}
        faults += [
            Fault(name, given.written.get(name, ""), " ".join(words))
            for name, words in found.items()
            if name not in told
        ]
    if faults:
        return Judged("fault", {}, {}, faults, wanted)
    if standing is None:
        return Judged("create", {name: wanted[name] for name in said}, {}, [], wanted)
    if not changed:
        return Judged("same", {}, {}, [], wanted)
    return Judged(
        "update",
        {name: wanted[name] for name in changed},
        {name: before[name] for name in changed},
        [],
        wanted,
    )


def _settled(name: str, value: Any, before: Mapping[str, Any], blank: Mapping[str, Any]) -> Any:
    """An emptied field has the value of one never filled; groups are only added to."""
    if value is None:
        return blank[name]
    return list(dict.fromkeys([*before["groups"], *value])) if name == "groups" else value


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    """Values in their written form, as every other way in writes them."""
    for name in ("import_meter_id", "export_meter_id"):
        values[name] = mpan.normalised(values[name])
    if values["country_code"] == "GB" and values["postcode"]:
        values["postcode"] = postcodes.normalised(values["postcode"])
    return values


def _same(name: str, left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) <= SAME_DEGREES
    if isinstance(left, str) and isinstance(right, str):
        return " ".join(left.split()) == right
    return bool(left == right)


def _missing(given: Given, standing: Mapping[str, Any] | None) -> list[Fault]:
    """What a new asset must say. A cell that holds something unreadable is told already."""
    if standing is not None:
        return []
    told = {fault.column for fault in given.faults}
    return [
        Fault(name, "", f"{COLUMNS[name].heading} is missing: a new asset needs it.")
        for name in REQUIRED
        if name not in given.values and name not in told
    ]


def _unknown(given: Given, wanted: Mapping[str, Any], before: Mapping[str, Any]) -> list[Fault]:
    """Words for a choice that nobody knows, unless Piclo brought them to this very asset."""
    return [
        Fault(name, given.written[name], unknown_words(COLUMNS[name], given.written[name]))
        for name, value in given.values.items()
        if isinstance(value, Unknown) and value != before[name]
    ]


def summary(values: Mapping[str, Any]) -> str:
    """A new asset in one line."""
    parts = [kinds.type_label(values.get("asset_type", "")), str(values.get("postcode") or "")]
    voltage: Decimal | None = values.get("voltage_level_kv")
    parts.append(f"{voltage.normalize():f} kV" if voltage else "")
    for side in ("export", "import"):
        capacity: Decimal | None = values.get(f"active_{side}_capacity_mw")
        parts.append(f"{capacity.normalize():f} MW {side}" if capacity else "")
    return ", ".join(part for part in parts if part)

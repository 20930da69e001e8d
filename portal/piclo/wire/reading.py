"""From received JSON to typed values. One bad record says what is wrong with it and spoils nothing else."""

import re
import types
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec

from portal.piclo.wire.base import Page, Raw, Received, Refusal, Resource
from portal.piclo.wire.values import READERS

R = TypeVar("R", bound=Resource)
Reader = Callable[[Any], Any]

_WHERE = re.compile(r"^(?P<words>.*?)(?: - at `\$?\.?(?P<path>[^`]*)`)?$", re.DOTALL)
_KINDS = {
    "`str`": "text",
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "yes or no",
    "`null`": "nothing",
    "`array`": "a list",
    "`object`": "an object",
    "`date`": "a date",
    "`decimal`": "a decimal",
    "`datetime`": "an instant",
    "`time`": "a time of day",
    "`duration`": "a duration",
}


class Unreadable(ValueError):
    """A record is not what it should be. `path` names the field ("bids[0].capacity"); `words` say what is wrong."""

    def __init__(self, path: str, words: str) -> None:
        super().__init__(f"{path}: {words}" if path else words)
        self.path = path
        self.words = words


def read(kind: type[R], raw: object) -> Received[R]:
    """`raw` as a `kind`; Unreadable otherwise."""
    if not isinstance(raw, dict):
        raise Unreadable("", f"expected an object, got {_shown(raw)}")
    try:
        value = msgspec.convert(_prepared(kind, raw), kind, builtin_types=tuple(READERS.keys() - {float}))
    except msgspec.ValidationError as error:
        raise _in_words(error) from error
    return Received(value, raw)


def read_page(kind: type[R], records: Iterable[object]) -> Page[R]:
    """Every record as a `kind`; those that cannot be read become refusals with the reason in words."""
    page: Page[R] = Page(items=[], refused=[])
    for position, raw in enumerate(records, start=1):
        try:
            page.items.append(read(kind, raw))
        except Unreadable as error:
            page.refused.append(Refusal(name_of(raw, position), str(error), raw))
    return page


def name_of(raw: object, position: int) -> str:
    """What people can find a bad record by: its id or reference, else its place in the list."""
    if isinstance(raw, dict):
        for key in ("id", "ref", "reference", "bid_id", "competition_id"):
            if isinstance(raw.get(key), str | int) and raw[key] != "":
                return str(raw[key])[:64]
    return f"record {position}"


def _shown(raw: object) -> str:
    return repr(raw) if len(repr(raw)) <= 60 else f"{repr(raw)[:57]}..."


def _prepared(kind: type[msgspec.Struct], raw: Any) -> Any:
    """`raw` with the values read that msgspec does not read our way. A null where a default exists is the default."""
    if not isinstance(raw, dict):
        return raw
    prepared: Raw = dict(raw)
    for name, (reader, nullable, has_default) in _plan(kind).items():
        if name not in raw:
            continue
        if raw[name] is None:
            if has_default and not nullable:
                del prepared[name]
        elif reader is not None:
            prepared[name] = _value(reader, raw[name], name)
    return prepared


def _value(reader: Reader, raw: Any, name: str) -> Any:
    try:
        return reader(raw)
    except Unreadable as error:
        joint = "" if error.path.startswith("[") else "."
        raise Unreadable(f"{name}{joint}{error.path}", error.words) from error
    except ValueError as error:
        raise Unreadable(name, str(error)) from error


@cache
def _plan(kind: type[msgspec.Struct]) -> dict[str, tuple[Reader | None, bool, bool]]:
    """How each field of `kind` is read: by what, whether it may be null, whether it has a default."""
    plan = {}
    for field in msgspec.structs.fields(kind):
        inner, nullable = _without_none(field.type)
        plan[field.encode_name] = (_reader_for(inner), nullable, not field.required)
    return plan


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not types.NoneType]
        return (inner[0] if len(inner) == 1 else annotation), len(inner) < len(get_args(annotation))
    return annotation, False


def _reader_for(annotation: Any) -> Reader | None:
    if annotation in READERS:
        return READERS[annotation]
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return partial(_prepared, annotation)
    if get_origin(annotation) is tuple:
        element = _reader_for(get_args(annotation)[0])
        return partial(_each, element) if element else None
    return None


def _each(reader: Reader, raw: Any) -> Any:
    """Every element of a list read; what is no list is left for msgspec to refuse."""
    if not isinstance(raw, list):
        return raw
    return [_value(reader, element, f"[{position}]") for position, element in enumerate(raw)]


def _in_words(error: msgspec.ValidationError) -> Unreadable:
    """msgspec's message in words for people, with the field's path in front."""
    found = _WHERE.match(str(error))
    words, path = (found["words"], found["path"] or "") if found else (str(error), "")
    missing = re.fullmatch(r"Object missing required field `(\w+)`", words)
    if missing:
        return Unreadable(f"{path}.{missing[1]}".lstrip("."), "is missing")
    for code, word in _KINDS.items():
        words = words.replace(code, word)
    return Unreadable(path, words[:1].lower() + words[1:])

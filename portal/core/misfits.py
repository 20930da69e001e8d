"""What the database would not take of a row, told beforehand: one bad record must not spoil the others of its page."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Any

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

Check = Callable[[Any], str | None]


def misfit(model: type[models.Model], row: Mapping[str, Any]) -> str | None:
    """Why the database would not take a row, in words, or None. Constraints between columns are not asked."""
    checks = _checks(model)
    for name, value in row.items():
        label, nullable, fault_of = checks[name]
        if value is None and not nullable:
            return f"{label}: is missing"
        if value is not None and fault_of and (fault := fault_of(value)):
            return f"{label}: {fault}"
    return None


@cache
def _checks(model: type[models.Model]) -> dict[str, tuple[str, bool, Check | None]]:
    """How each column's values are looked at: its label, whether it may be null, and what else could be wrong."""
    fields: Sequence[Any] = model._meta.concrete_fields
    return {field.attname: (str(field.verbose_name), field.null, _check(field)) for field in fields}


def _check(field: Any) -> Check | None:
    if isinstance(field, models.CharField | models.TextField):
        return partial(_text_fault, longest=field.max_length or 10**9)
    if isinstance(field, models.DecimalField):
        return partial(_size_fault, least_too_much=10 ** (field.max_digits - field.decimal_places))
    if isinstance(field, models.IntegerField) and not field.primary_key:
        return partial(_range_fault, bounds=connection.ops.integer_field_range(field.get_internal_type()))
    if isinstance(field, models.JSONField):
        return _json_fault
    if isinstance(field, ArrayField) and (inner := _check(field.base_field)):
        return partial(_any_fault, inner=inner)
    return None


def _text_fault(value: str, longest: int) -> str | None:
    if "\x00" in value:
        return "holds a null character"
    return f"is longer than {longest} characters" if len(value) > longest else None


def _size_fault(value: Decimal, least_too_much: int) -> str | None:
    return None if abs(value) < least_too_much else f"{value} is too large"


def _range_fault(value: int, bounds: tuple[int, int]) -> str | None:
    return None if bounds[0] <= value <= bounds[1] else f"{value} is out of range"


def _json_fault(value: Any) -> str | None:
    return "holds a null character" if b"\\u0000" in msgspec.json.encode(value) else None


def _any_fault(values: Sequence[Any], inner: Check) -> str | None:
    return next((fault for value in values if (fault := inner(value))), None)

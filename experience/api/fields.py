"""Reading values out of a query or a body, with refusals that name the field."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from rest_framework import serializers

from experience.api.calls import Call
from experience.market.errors import Refused
from experience.market.rules.text import duration_text, parse_duration, parse_instant

T = TypeVar("T")


class WireDuration(serializers.Field):  # type: ignore[type-arg]
    """A duration as `DDTHH:mm:ss` or `HH:mm:ss`."""

    def to_internal_value(self, data: object) -> Any:
        try:
            return parse_duration(str(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Any) -> str | None:
        return duration_text(value)


def checked(
    serializer: type[serializers.Serializer[Any]], data: Mapping[str, Any], *, partial: bool = False
) -> dict[str, Any]:
    """The serializer's values. Raises Refused with its errors by field."""
    form = serializer(data=data, partial=partial)
    if not form.is_valid():
        raise Refused(_plain(form.errors))
    return dict(form.validated_data)


def _plain(errors: Any) -> Any:
    """Errors as plain text. Those of a list's elements are a list again, with an empty object for each good one."""
    if isinstance(errors, dict):
        if errors and all(isinstance(place, int) for place in errors):
            return [_plain(errors.get(place, {})) for place in range(max(errors) + 1)]
        return {name: _plain(inner) for name, inner in errors.items()}
    if isinstance(errors, list):
        return [_plain(inner) for inner in errors]
    return str(errors)


def in_query(call: Call, name: str, read: Callable[[str], T], expected: str) -> T | None:
    """A query parameter, read; None when it is absent."""
    text = call.query.get(name, "")
    if not text:
        return None
    try:
        return read(text)
    except ValueError as error:
        raise Refused({name: [f"Enter a valid {expected}."]}) from error


def date_in_query(call: Call, name: str) -> date | None:
    return in_query(call, name, date.fromisoformat, "date, such as 2027-01-31")


def instant_in_query(call: Call, name: str) -> datetime | None:
    # A plus sign that was not escaped arrives as a space.
    return in_query(
        call,
        name,
        lambda text: parse_instant(text.replace(" ", "+")),
        "instant, such as 2027-01-31T16:00:00Z",
    )

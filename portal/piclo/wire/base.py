"""What every wire type is made of, and what a page of them looks like once received."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

Raw = dict[str, Any]


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """Something received from Piclo. Fields that we do not know stay in the raw JSON beside it."""


class Body(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something sent to Piclo. A field left at its default is left out."""


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Received(Generic[T_co]):
    """A value and the JSON it was read from, with the fields and words that we do not know."""

    value: T_co
    raw: Raw


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that could not be understood: which one, why in words, and all of it as received."""

    ref: str
    reason: str
    raw: Any


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """Some records of a list, the good apart from the bad."""

    items: list[Received[T_co]]
    refused: list[Refusal]

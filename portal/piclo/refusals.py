"""Piclo's words of refusal, from whatever shape they come in: Django REST framework's, or plain text."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import msgspec

# Words about the request as a whole.
WHOLE = ""
_WHOLE_KEYS = {"detail", "non_field_errors", "error", "message"}
_LONGEST = 500


def fields_of(response: httpx.Response) -> dict[str, list[str]]:
    """Piclo's words by dotted field name; those about the whole request stand under ""."""
    try:
        answer = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {WHOLE: [_plain_text(response)]} if _plain_text(response) else {}
    found: dict[str, list[str]] = {}
    for name, words in _leaves(answer, WHOLE):
        found.setdefault(name, []).append(words.replace("\x00", "\ufffd")[:_LONGEST])
    return found


def words_of(fields: Mapping[str, list[str]], status: int) -> str:
    """All the words in one line for people: the whole request first, then "Field name: words"."""
    parts = list(fields.get(WHOLE, []))
    parts += [f"{_label(name)}: {' '.join(words)}" for name, words in fields.items() if name != WHOLE]
    return " ".join(parts) or f"Piclo refused without a word (status {status})"


def _leaves(answer: Any, name: str) -> Iterator[tuple[str, str]]:
    """Every text in a nested answer with the dotted name of its field; list positions count from 0."""
    if isinstance(answer, Mapping):
        for key, inner in answer.items():
            yield from _leaves(inner, name if key in _WHOLE_KEYS else f"{name}.{key}".lstrip("."))
    elif isinstance(answer, list):
        for position, inner in enumerate(answer):
            nested = isinstance(inner, Mapping)
            yield from _leaves(inner, f"{name}.{position}".lstrip(".") if nested else name)
    elif answer is not None:
        yield name, str(answer)


def _label(name: str) -> str:
    """A dotted name for people: "bids.0.capacity" is "Bids 1, capacity"."""
    parts: list[str] = []
    for part in name.split("."):
        if part.isdecimal() and parts:
            parts[-1] += f" {int(part) + 1}"
        else:
            parts.append(part.replace("_", " "))
    label = ", ".join(parts)
    return label[:1].upper() + label[1:]


def _plain_text(response: httpx.Response) -> str:
    kind = response.headers.get("Content-Type", "")
    return response.text.strip()[:_LONGEST] if kind.startswith("text/plain") else ""

"""Piclo's words about a ballot, brought to the row they are about."""

import re
from collections.abc import Mapping, Sequence

_BID = re.compile(r"bids\.(\d+)(?:\.(.+))?")
_FIELDS = {"max_runtime": "longest run", "rates": "price", "service_window_id": "window"}


def words_of_refusal(words: str, fields: Mapping[str, Sequence[str]], windows: Sequence[str]) -> str:
    """One line for each thing that Piclo finds wrong; `windows` names the window of each bid sent."""
    lines = [_line(name, said, windows) for name, said in fields.items()]
    return "\n".join(lines) or words


def _line(name: str, said: Sequence[str], windows: Sequence[str]) -> str:
    text = " ".join(said)
    found = _BID.fullmatch(name)
    if not found or int(found[1]) >= len(windows):
        return text if name in {"non_field_errors", "detail", ""} else f"{name}: {text}"
    field = (found[2] or "").partition(".")[0]
    where = windows[int(found[1])]
    return f"{where}, {_FIELDS.get(field, field)}: {text}" if field else f"{where}: {text}"

"""Postcodes: how they are written, and which lists of them hold one."""

from collections.abc import Sequence


def normalise_postcode(text: str) -> str:
    """Upper case with one space before the last three characters: `td13ab` -> `TD1 3AB`."""
    joined = "".join(text.upper().split())
    return f"{joined[:-3]} {joined[-3:]}" if len(joined) > 4 else joined


def names_of(postcode: str) -> set[str]:
    """Every way in which a list can hold a postcode: itself, its sector (`TD1 3`), its district (`TD1`)."""
    whole = normalise_postcode(postcode)
    district, _, inward = whole.partition(" ")
    if not inward:
        return {whole} - {""}
    return {whole, whole.replace(" ", ""), f"{district} {inward[:1]}", district}


def listed_name(entry: str) -> str:
    """An entry of a list as `names_of` writes it."""
    return " ".join(entry.upper().split())


def postcode_in(postcode: str, listed: Sequence[str]) -> bool:
    """Whether a postcode is listed itself or lies in a listed sector or district."""
    return bool(names_of(postcode) & {listed_name(entry) for entry in listed})

"""UK postcodes: their shape, not whether they exist."""

import re

_SHAPE = re.compile(
    r"(GIR|[A-PR-UWYZ]([0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRV-Y]))([0-9][ABD-HJLNP-UW-Z]{2})"
)


def normalised(postcode: str) -> str:
    """Upper case with one blank before the last three signs, "eh216aa" to "EH21 6AA"."""
    signs = "".join(postcode.upper().split())
    return f"{signs[:-3]} {signs[-3:]}" if len(signs) > 3 else signs


def fault_of(postcode: str) -> str | None:
    """What is wrong with a postcode's shape, in words; None where nothing is."""
    if _SHAPE.fullmatch("".join(postcode.upper().split())):
        return None
    return "This is not the shape of a UK postcode, such as EH21 6AA."

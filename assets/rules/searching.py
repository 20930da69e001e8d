"""What people type to find an asset, as the words to look for."""

import re

MOST_WORDS = 8
NUMBER = re.compile(r"[\d\s]+")
# The beginning of a postcode, as long as its outward part is whole.
POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\s*(\d[a-z]{0,2})?")
# A postcode, or its beginning as far into its inward part as a digit behind a blank.
AREAS = (
    "ab|al|b|ba|bb|bd|bh|bl|bn|br|bs|bt|ca|cb|cf|ch|cm|co|cr|ct|cv|cw|da|dd|de|dg|dh|dl|dn|dt|dy|e|ec|eh|en|ex|fk|fy|"
    "g|gl|gu|gy|ha|hd|hg|hp|hr|hs|hu|hx|ig|im|ip|iv|je|ka|kt|kw|ky|l|la|ld|le|ll|ln|ls|lu|m|me|mk|ml|n|ne|ng|nn|np|nr|"
    "nw|ol|ox|pa|pe|ph|pl|po|pr|rg|rh|rm|s|sa|se|sg|sk|sl|sm|sn|so|sp|sr|ss|st|sw|sy|ta|td|tf|tn|tq|tr|ts|tw|ub|w|wa|"
    "wc|wd|wf|wn|wr|ws|wv|yo|ze"
)
INWARD = re.compile(rf"((?:{AREAS})\d[a-z\d]?)(?:\s+(\d[a-z]{{0,2}})|(\d[a-z]{{2}}))")
MPAN_DIGITS = 13


def words_of(typed: str) -> list[str]:
    """Words in lower case, all of which an asset must carry. Blanks in a number or a postcode separate nothing."""
    if mpan := mpan_of(typed):
        return [mpan]
    text = typed.strip().lower()
    squeezed = "".join(text.split())
    if NUMBER.fullmatch(text) or POSTCODE.fullmatch(text):
        return [squeezed]
    return text.split()[:MOST_WORDS]


def mpan_of(typed: str) -> str:
    """A whole MPAN without blanks and dashes, if that is what is typed; else nothing."""
    digits = "".join(typed.split()).replace("-", "")
    return digits if len(digits) == MPAN_DIGITS and digits.isascii() and digits.isdigit() else ""


def postcode_beginnings(typed: str) -> list[str]:
    """How the postcodes that are meant begin, a whole one also without its blank; nothing where none is typed."""
    found = INWARD.fullmatch(typed.strip().lower())
    if not found:
        return []
    outward, inward = found[1].upper(), (found[2] or found[3]).upper()
    beginning = f"{outward} {inward}"
    return [beginning] if len(inward) < len("6AA") else [beginning, f"{outward}{inward}"]

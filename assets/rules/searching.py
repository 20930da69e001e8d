"""What people type to find an asset, as the words to look for."""

import re

MOST_WORDS = 8
NUMBER = re.compile(r"[\d\s]+")
# The beginning of a postcode, as long as its outward part is whole.
POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\s*(\d[a-z]{0,2})?")


def words_of(typed: str) -> list[str]:
    """Words in lower case, all of which an asset must carry. Blanks in a number or a postcode separate nothing."""
    text = typed.strip().lower()
    squeezed = "".join(text.split())
    if len(mpan := squeezed.replace("-", "")) == 13 and mpan.isdigit():
        return [mpan]
    if NUMBER.fullmatch(text) or POSTCODE.fullmatch(text):
        return [squeezed]
    return text.split()[:MOST_WORDS]

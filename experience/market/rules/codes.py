"""Piclo's ids: short opaque codes such as `z8mpC6x`."""

import secrets
import string
from random import Random

ALPHABET = string.ascii_letters + string.digits
LENGTH = 7


def new_code() -> str:
    """A fresh code, out of 3.5 million million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def seeded_code(*parts: object) -> str:
    """The code that always belongs to these parts, so that a second seed finds the rows of the first."""
    dice = Random("/".join(str(part) for part in parts))  # noqa: S311 - reproducible on purpose, nothing is secret
    return "".join(dice.choice(ALPHABET) for _ in range(LENGTH))

"""Meter point numbers."""

import re

WEIGHTS = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)


def check_digit(first_twelve: str) -> str:
    """The thirteenth digit of an MPAN: the weighted sum of the others, modulo 11, modulo 10."""
    total = sum(int(digit) * weight for digit, weight in zip(first_twelve, WEIGHTS, strict=True))
    return str(total % 11 % 10)


def make_mpan(distributor: str, number: int) -> str:
    """A valid MPAN core of a distributor's (two digits) with a running number."""
    body = f"{distributor}{number:010}"
    return body + check_digit(body)


def mpan_fault(text: str) -> str | None:
    """Why a text is no MPAN core of a British distributor (10 to 29); None where it is one."""
    if not re.fullmatch(r"[0-9]{13}", text):
        return "An MPAN core has 13 digits."
    if not 10 <= int(text[:2]) <= 29:
        return f"{text[:2]} is no distributor: an MPAN core starts with 10 to 29."
    if check_digit(text[:12]) != text[12]:
        return "The MPAN's check digit is wrong."
    return None

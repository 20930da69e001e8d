"""Meter point numbers."""

WEIGHTS = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)


def check_digit(first_twelve: str) -> str:
    """The thirteenth digit of an MPAN: the weighted sum of the others, modulo 11, modulo 10."""
    total = sum(int(digit) * weight for digit, weight in zip(first_twelve, WEIGHTS, strict=True))
    return str(total % 11 % 10)


def make_mpan(distributor: str, number: int) -> str:
    """A valid MPAN core of a distributor's (two digits) with a running number."""
    body = f"{distributor}{number:010}"
    return body + check_digit(body)


def is_mpan(text: str) -> bool:
    return len(text) == 13 and text.isdigit() and check_digit(text[:12]) == text[12]

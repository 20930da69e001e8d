"""Meter point numbers: the 13-digit core of an MPAN, its check digit and its distributor."""

PRIMES = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)

# The first two digits name the distribution network in whose area the meter is.
DISTRIBUTORS = {
    "10": "UK Power Networks, Eastern",
    "11": "National Grid, East Midlands",
    "12": "UK Power Networks, London",
    "13": "SP Manweb, Merseyside and North Wales",
    "14": "National Grid, West Midlands",
    "15": "Northern Powergrid, North East",
    "16": "Electricity North West",
    "17": "SSEN, North of Scotland",
    "18": "SP Distribution, Central and South Scotland",
    "19": "UK Power Networks, South East",
    "20": "SSEN, Southern England",
    "21": "National Grid, South Wales",
    "22": "National Grid, South West",
    "23": "Northern Powergrid, Yorkshire",
    "24": "GTC Independent Power Networks",
    "25": "ESP Electricity",
    "26": "Last Mile Electricity",
    "27": "GTC The Electricity Network Company",
    "28": "UK Power Networks, independent networks",
    "29": "Harlaxton Energy Networks",
}


def normalised(mpan: str) -> str:
    """The number without the blanks and dashes that people write into it."""
    return "".join(mpan.split()).replace("-", "")


def check_digit(first_twelve: str) -> int:
    """The thirteenth digit that belongs to twelve: their sum weighted with primes, modulo 11, modulo 10."""
    return sum(int(digit) * prime for digit, prime in zip(first_twelve, PRIMES, strict=True)) % 11 % 10


def distributor_of(mpan: str) -> str | None:
    """The network that a meter belongs to; None for numbers of none known."""
    return DISTRIBUTORS.get(normalised(mpan)[:2])


def fault_of(mpan: str) -> str | None:
    """What is wrong with an MPAN core, in words with the number that would be right; None where nothing is."""
    digits = normalised(mpan)
    if not (digits.isascii() and digits.isdigit()):
        return "An MPAN is 13 digits."
    if len(digits) != 13:
        return f"An MPAN is 13 digits; this has {len(digits)}."
    if digits[:2] not in DISTRIBUTORS:
        return f"No distribution network has {digits[:2]}: an MPAN starts with 10 to 29."
    expected = check_digit(digits[:12])
    if int(digits[12]) != expected:
        return f"The check digit does not fit: after {digits[:12]} comes {expected}, not {digits[12]}."
    return None

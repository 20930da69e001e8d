"""What is refused of an asset beyond the kinds of its fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experience.market.rules.mpan import make_mpan, mpan_fault
from experience.market.rules.registration import POSTCODE
from experience.scenery.areas import AREAS
from experience.scenery.estate import estate, postcode_positions


@given(st.integers(10, 29), st.integers(0, 10**10 - 1))
def test_a_made_mpan_is_one_and_no_other_last_digit_fits(distributor: int, number: int) -> None:
    mpan = make_mpan(str(distributor), number)
    assert mpan_fault(mpan) is None
    others = [f"{mpan[:12]}{digit}" for digit in range(10) if str(digit) != mpan[12]]
    assert [mpan_fault(other) for other in others] == ["The MPAN's check digit is wrong."] * 9


@pytest.mark.parametrize("distributor", ["09", "30", "99", "00"])
def test_a_distributor_is_10_to_29(distributor: str) -> None:
    assert "10 to 29" in (mpan_fault(make_mpan(distributor, 5)) or "")


@pytest.mark.parametrize("text", ["", "12", "1" * 14, "12345678901a3", " 1800000000019", "1800000000019\n"])
def test_an_mpan_core_is_thirteen_digits(text: str) -> None:
    assert "13 digits" in (mpan_fault(text) or "")


@pytest.mark.parametrize(
    "postcode", ["TD1 3AB", "EH21 6AA", "M1 1AE", "W1A 0AX", "EC1A 1BB", "GIR 0AA", "B33 8TH"]
)
def test_british_postcodes_have_a_shape(postcode: str) -> None:
    assert POSTCODE.fullmatch(postcode)


@pytest.mark.parametrize("postcode", ["TD1", "TD1 3A", "1D1 3AB", "TD1 3CK", "ABC1 1AA", "EH21 6AAA"])
def test_other_texts_do_not(postcode: str) -> None:
    assert not POSTCODE.fullmatch(postcode)


def test_the_seed_knows_where_every_sector_of_its_areas_is() -> None:
    known = postcode_positions()
    assert all(POSTCODE.fullmatch(postcode) for postcode in known)
    for area in AREAS:
        for sector in area.sectors:
            assert sum(postcode.startswith(sector) for postcode in known) == 400


def test_every_postcode_of_the_seed_lies_in_its_area() -> None:
    for area in AREAS:
        west, east = min(c[0] for c in area.corners), max(c[0] for c in area.corners)
        south, north = min(c[1] for c in area.corners), max(c[1] for c in area.corners)
        mine = [where for postcode, where in postcode_positions().items() if postcode[:-2] in area.sectors]
        assert all(south < latitude < north and west < longitude < east for latitude, longitude in mine)


def test_the_estate_stands_in_known_postcodes() -> None:
    known = postcode_positions()
    assert all(values["postcode"] in known for values in estate())

"""What an asset must be."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.rules import kinds, mpan, postcodes
from assets.rules.checks import faults_of, new_faults
from assets.rules.fields import COLUMNS, body_of, differences, to_piclo, values_of
from assets.rules.pushing import LONGEST_PAUSE, pause_after
from portal.piclo.wire import Asset as PicloAsset
from portal.piclo.wire import read, to_wire

GOOD: dict[str, Any] = {
    "ref": "BAT-1",
    "name": "Battery",
    "status": "operational",
    "category": "storage",
    "asset_type": "battery",
    "voltage_level_kv": Decimal("11"),
    "country_code": "GB",
    "postcode": "EH21 6AA",
    "latitude": None,
    "longitude": None,
    "import_meter_id": "1800032156786",
    "export_meter_id": "",
    "active_export_capacity_mw": Decimal("0.5"),
    "max_export_capacity_mw": Decimal(0),
}


def test_an_asset_without_faults_has_none() -> None:
    assert faults_of(GOOD) == {}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"import_meter_id": "180003215678"}, "import_meter_id", "An MPAN is 13 digits; this has 12."),
        ({"import_meter_id": "18000321567x8"}, "import_meter_id", "An MPAN is 13 digits."),
        (
            {"import_meter_id": "0900032156786"},
            "import_meter_id",
            "No distribution network has 09: an MPAN starts with 10 to 29.",
        ),
        (
            {"export_meter_id": "1800032156789"},
            "export_meter_id",
            "The check digit does not fit: after 180003215678 comes 6, not 9.",
        ),
        ({"postcode": "EH216A"}, "postcode", "This is not the shape of a UK postcode, such as EH21 6AA."),
        ({"postcode": ""}, "postcode", "Give a postcode, or latitude and longitude."),
        ({"latitude": 55.9}, "longitude", "Give both coordinates or neither."),
        ({"latitude": 95.0, "longitude": 1.0}, "latitude", "A latitude is between -90 and 90."),
        ({"latitude": 55.0, "longitude": -181.0}, "longitude", "A longitude is between -180 and 180."),
        (
            {"voltage_level_kv": Decimal(0)},
            "voltage_level_kv",
            "A voltage level is above 0 and at most 400 kV.",
        ),
        (
            {"active_export_capacity_mw": Decimal("-1")},
            "active_export_capacity_mw",
            "A capacity is not negative: its direction is in its name.",
        ),
        (
            {"active_import_capacity_mw": Decimal("12000")},
            "active_import_capacity_mw",
            "More than 5,000 MW: is it in kW?",
        ),
        (
            {"active_export_capacity_mw": Decimal("0.6"), "max_export_capacity_mw": Decimal("0.5")},
            "active_export_capacity_mw",
            "0.1 MW over the connection's 0.5 MW.",
        ),
        ({"asset_type": "solar"}, "asset_type", "Solar is no type of storage."),
        ({"response_time": timedelta(-1)}, "response_time", "A length of time is not negative."),
        (
            {"min_runtime": timedelta(hours=2), "max_runtime": timedelta(hours=1)},
            "max_runtime",
            "The longest run is shorter than the shortest.",
        ),
    ],
)
def test_every_fault_stands_under_its_field(values: dict[str, Any], field: str, words: str) -> None:
    assert faults_of({**GOOD, **values}) == {field: [words]}


@pytest.mark.parametrize(
    "values",
    [
        {"postcode": "", "latitude": 55.9, "longitude": -3.0},
        {"asset_type": "fly_wheel"},
        {"category": "tidal", "asset_type": "battery"},
        {"country_code": "IE", "postcode": "D02 X285"},
        {"active_export_capacity_mw": Decimal("0.5"), "max_export_capacity_mw": Decimal("0.5")},
    ],
)
def test_what_only_looks_strange_is_taken(values: dict[str, Any]) -> None:
    assert faults_of({**GOOD, **values}) == {}


def test_a_fault_that_stood_before_holds_up_no_other_change() -> None:
    before = {**GOOD, "import_meter_id": "123"}
    assert new_faults(before, {**before, "name": "Other"}) == {}
    assert list(new_faults(before, {**before, "import_meter_id": "1234"})) == ["import_meter_id"]


@pytest.mark.parametrize(
    ("first_twelve", "digit"),
    [("100000000000", 3), ("190000000000", 48 % 11), ("230000000000", 0), ("100000000001", 46 % 11)],
)
def test_the_check_digit_is_the_sum_weighted_with_primes(first_twelve: str, digit: int) -> None:
    assert mpan.check_digit(first_twelve) == digit
    assert mpan.fault_of(f"{first_twelve}{digit}") is None


@given(st.integers(10**11, 3 * 10**11 - 1), st.integers(0, 9))
def test_of_ten_check_digits_one_fits(first_twelve: int, digit: int) -> None:
    number = f"{first_twelve}{digit}"
    assert (mpan.fault_of(number) is None) == (digit == mpan.check_digit(str(first_twelve)))


def test_a_meters_network_is_known_by_its_first_two_digits() -> None:
    assert mpan.distributor_of("18 0003 2156 786") == "SP Distribution, Central and South Scotland"
    assert mpan.distributor_of("9900032156786") is None


@pytest.mark.parametrize(
    "postcode", ["SW1A 1AA", "EH21 6AA", "M1 1AE", "B33 8TH", "CR2 6XH", "dn55 1pt", "W1A0AX"]
)
def test_the_shapes_of_postcodes_are_known(postcode: str) -> None:
    assert postcodes.fault_of(postcode) is None


@pytest.mark.parametrize(
    ("written", "tidy"), [("eh216aa", "EH21 6AA"), (" sw1a  1aa", "SW1A 1AA"), ("", ""), ("ab", "AB")]
)
def test_postcodes_are_written_one_way(written: str, tidy: str) -> None:
    assert postcodes.normalised(written) == tidy


def test_a_word_of_piclos_that_we_do_not_know_reads_as_it_would_be_written() -> None:
    assert kinds.type_label("fly_wheel") == "Fly wheel"
    assert kinds.category_label("demand_side_response") == "Demand side response"


RAW = {
    "id": "a1",
    "ref": "BAT-1",
    "name": "Battery",
    "status": "operational",
    "asset_category": "storage",
    "asset_type": "battery",
    "voltage_level": "11.00",
    "country_code": "GB",
    "postcode": "EH21 6AA",
    "active_export_capacity": "1.500",
    "response_time": "00:02:00",
    "operational_date": "2024-05-01",
}


def test_piclos_record_and_our_columns_say_the_same() -> None:
    values = values_of(read(PicloAsset, RAW).value)
    assert set(values) == set(COLUMNS)
    assert values["operational_date"] == date(2024, 5, 1)
    assert values["active_import_capacity_mw"] == 0
    sent = to_wire(body_of(values, "Prv"))
    assert {name: sent[name] for name in RAW if name != "id"} == {
        name: value for name, value in RAW.items() if name != "id"
    }


def test_differences_are_of_value_not_of_writing() -> None:
    values = values_of(read(PicloAsset, RAW).value)
    assert differences({**values, "active_export_capacity_mw": Decimal("1.500000")}, values) == {}
    assert differences({**values, "name": "Other"}, values) == {"name": "Other"}


@pytest.mark.parametrize(
    ("column", "kept", "sent"),
    [
        ("voltage_level_kv", "11.000", "11.00"),
        ("voltage_level_kv", "0.400", "0.40"),
        ("active_export_capacity_mw", "1.000000", "1.000"),
        ("active_export_capacity_mw", "0.123450", "0.12345"),
        ("active_import_capacity_mw", "0.000000", "0.000"),
        ("active_import_capacity_mw", "40.000000", "40.000"),
    ],
)
def test_a_decimal_goes_to_piclo_without_the_noughts_of_our_columns(
    column: str, kept: str, sent: str
) -> None:
    assert [str(value) for value in to_piclo({column: Decimal(kept)}).values()] == [sent]


def test_a_date_that_was_emptied_is_sent_as_nothing() -> None:
    assert to_piclo({"operational_date": None, "name": ""}) == {"operational_date": None, "name": ""}


@given(st.integers(0, 500), st.one_of(st.none(), st.floats(0, 7_200)))
def test_pauses_never_shrink_and_obey_piclo(attempts: int, asked_for: float | None) -> None:
    pause = pause_after(attempts, asked_for)
    assert pause_after(attempts + 1, asked_for) >= pause
    assert pause >= timedelta(seconds=asked_for or 0)
    assert pause_after(attempts) <= LONGEST_PAUSE

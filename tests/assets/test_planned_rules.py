"""What a planned asset must be, and what of it goes to Piclo."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.rules.planned import MOST_MW, faults_of, new_faults
from assets.rules.planned_fields import COLUMNS, body_of, differences, to_piclo, values_of
from portal.piclo.wire import PlannedAsset, read, to_wire

GOOD: dict[str, Any] = {
    "reference": "PLAN-1",
    "name": "Leith batteries",
    "voltage_level_kv": Decimal(11),
    "asset_type": "battery",
    "capacity_type": "active_export",
    "capacity_value_mw": Decimal("1.5"),
    "competition_reference": "LEITH_DEC_2026",
    "operator_name": "",
    "estimated_asset_count": None,
    "maximum_response_time": None,
    "minimum_runtime": timedelta(minutes=30),
    "maximum_runtime": timedelta(hours=2),
    "maximum_recovery_time": None,
}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("capacity_value_mw", Decimal(0), "Say how many MW are planned: more than 0."),
        ("capacity_value_mw", Decimal("-0.5"), "Say how many MW are planned: more than 0."),
        ("capacity_value_mw", Decimal("5000.1"), "More than 5,000 MW: is it in kW?"),
        ("capacity_value_mw", Decimal("0.000001"), "At most 5 decimals (ten watts)."),
        ("voltage_level_kv", Decimal(0), "above 0 and at most 400 kV"),
        ("voltage_level_kv", Decimal("400.01"), "above 0 and at most 400 kV"),
        ("voltage_level_kv", Decimal("11.005"), "At most 2 decimals."),
        ("competition_reference", "LEITH DEC", "letters, digits and underscores"),
        ("competition_reference", "LEITH_DEC\n", "letters, digits and underscores"),
        ("competition_reference", "A" * 41, "at most 40"),
        ("estimated_asset_count", 0, "At least 1 asset"),
        ("maximum_response_time", timedelta(seconds=-1), "not negative"),
        ("maximum_runtime", timedelta(minutes=29), "shorter than the shortest"),
    ],
)
def test_a_fault_is_said_at_its_field(field: str, value: Any, words: str) -> None:
    faults = faults_of({**GOOD, field: value})
    assert list(faults) == [field]
    assert words in faults[field][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("capacity_value_mw", Decimal(MOST_MW)),
        ("capacity_value_mw", Decimal("0.00001")),
        ("voltage_level_kv", Decimal(400)),
        ("competition_reference", "A" * 40),
        ("estimated_asset_count", 1),
        ("maximum_response_time", timedelta(0)),
        ("maximum_runtime", timedelta(minutes=30)),
    ],
)
def test_what_is_on_the_edge_is_right(field: str, value: Any) -> None:
    assert faults_of({**GOOD, field: value}) == {}


def test_a_reactive_capacity_is_spoken_of_in_its_unit() -> None:
    faults = faults_of({**GOOD, "capacity_type": "reactive_import", "capacity_value_mw": Decimal(6_000)})
    assert faults == {"capacity_value_mw": ["More than 5,000 MVAr: is it in kVAr?"]}


def test_a_fault_that_stood_before_is_no_new_one() -> None:
    before = {**GOOD, "capacity_value_mw": Decimal(0)}
    assert new_faults(before, {**before, "name": "New"}) == {}
    assert list(new_faults(before, {**before, "estimated_asset_count": 0})) == ["estimated_asset_count"]


def amounts(least: str, most: int, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=Decimal(least), max_value=most, places=places)


LENGTHS = st.none() | st.integers(0, 10 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


@given(
    capacity=amounts("0.00001", MOST_MW, 5),
    voltage=amounts("0.01", 400, 2),
    count=st.none() | st.integers(1, 100_000),
    response=LENGTHS,
    recovery=LENGTHS,
)
def test_what_is_sent_and_read_back_is_what_stood_here(
    capacity: Decimal,
    voltage: Decimal,
    count: int | None,
    response: timedelta | None,
    recovery: timedelta | None,
) -> None:
    ours = GOOD | {
        "capacity_value_mw": capacity,
        "voltage_level_kv": voltage,
        "estimated_asset_count": count,
        "maximum_response_time": response,
        "maximum_recovery_time": recovery,
    }
    assert faults_of(ours) == {}
    sent = to_wire(body_of(ours, "Prv0001"))
    assert len(sent["capacity_value"].partition(".")[2]) in range(3, 6)
    theirs = values_of(read(PlannedAsset, {"id": "p1", **sent}).value)
    assert differences(ours, theirs) == {}


def test_a_blank_is_sent_as_blank_in_a_change_and_left_out_of_a_creation() -> None:
    assert to_piclo({"operator_name": "", "estimated_asset_count": None}) == {
        "operator_name": "",
        "estimated_asset_count": None,
    }
    sent = to_wire(body_of(GOOD, "Prv0001"))
    assert not {"operator_name", "estimated_asset_count", "maximum_response_time"} & set(sent)


def test_every_column_has_its_field() -> None:
    assert set(GOOD) == set(COLUMNS)

"""Records become typed values; a bad one says which field is wrong and spoils nothing else."""

from decimal import Decimal
from typing import Any

import pytest

from portal.piclo.wire import Asset, Ballot, Competition, Dispatch, Unreadable, read, read_page

ASSET = {"id": "ast0001", "ref": "BAT-001", "voltage_level": "11.00"}
COMPETITION: dict[str, Any] = {
    "id": "z8mpC6x",
    "reference": "MONKTONHALL",
    "open": "2026-11-10T08:30:00Z",
    "closed": "2026-11-10T17:00:00Z",
    "service_periods": [
        {
            "start": "2026-12-01",
            "end": "2026-12-31",
            "service_windows": [
                {
                    "id": "w1",
                    "start": "16:30",
                    "end": "19:00",
                    "service_days": ["Monday"],
                    "capacity_required": "1.366",
                }
            ],
        }
    ],
}


def test_a_bad_record_is_refused_with_its_reason_and_the_others_are_kept() -> None:
    page = read_page(
        Asset, [ASSET, {**ASSET, "id": "ast0002", "voltage_level": "high"}, {**ASSET, "id": "ast0003"}]
    )
    assert [item.value.id for item in page.items] == ["ast0001", "ast0003"]
    [refusal] = page.refused
    assert refusal.ref == "ast0002"
    assert refusal.reason == "voltage_level: expected a decimal, got 'high'"
    assert refusal.raw == {**ASSET, "id": "ast0002", "voltage_level": "high"}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({"ref": "BAT-001"}, "id: is missing"),
        ({**ASSET, "id": None}, "id: expected text, got nothing"),
        ({**ASSET, "id": 7}, "id: expected text, got a whole number"),
        (
            {**ASSET, "max_runtime": "2h"},
            "max_runtime: expected a duration such as 02:30:00 or 01T02:30:00, got '2h'",
        ),
        (
            {**ASSET, "created": "2026-11-10T08:30:00"},
            "created: the instant '2026-11-10T08:30:00' names no time zone",
        ),
        ("ast0001", "expected an object, got 'ast0001'"),
        (None, "expected an object, got None"),
    ],
)
def test_a_reason_names_the_field_in_words(raw: object, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(Asset, raw)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"capacity_required": None}, "capacity_required: expected a decimal, got nothing"),
        ({"capacity_required": "x"}, "capacity_required: expected a decimal, got 'x'"),
        ({"start": "noon"}, "start: expected a time of day such as 16:30, got 'noon'"),
        ({"service_days": "Monday"}, "service_days: expected a list, got text"),
        ({"fixed_rates": [{"type": "utilisation"}]}, "fixed_rates[0].value: is missing"),
    ],
)
def test_a_reason_finds_its_way_into_nested_records(change: dict[str, Any], reason: str) -> None:
    period = COMPETITION["service_periods"][0]
    window = {**period["service_windows"][0], **change}
    raw = {**COMPETITION, "service_periods": [{**period, "service_windows": [window]}]}
    with pytest.raises(Unreadable) as caught:
        read(Competition, raw)
    assert str(caught.value) == f"service_periods[0].service_windows[0].{reason}"


def test_unknown_fields_stay_in_the_raw_record() -> None:
    received = read(Asset, {**ASSET, "colour": "green", "capacity_mw": 2})
    assert received.raw["colour"] == "green"
    assert received.value.voltage_level == Decimal("11.00")


def test_an_unknown_word_is_kept() -> None:
    times = {"start": "2026-11-10T17:00:00Z", "end": "2026-11-10T18:00:00Z"}
    assert (
        read(Dispatch, {"id": "d", **times, "capacity": "0.5", "status": "paused"}).value.status == "paused"
    )


def test_a_null_where_something_is_assumed_means_that_nothing_was_said() -> None:
    value = read(Asset, {**ASSET, "name": None, "voltage_level": None}).value
    assert (value.name, value.voltage_level) == ("", None)
    assert read(Ballot, {"id": "b", "competition_id": "c", "bids": None}).value.bids == ()


def test_a_record_is_not_changed_by_being_read() -> None:
    raw = {**ASSET, "max_runtime": "02:00:00"}
    assert read(Asset, raw).raw is raw
    assert raw["max_runtime"] == "02:00:00"


@pytest.mark.parametrize(
    ("raw", "ref"),
    [({"id": "", "ref": "BAT-9"}, "BAT-9"), ({"id": 7}, "7"), ({"x": 1}, "record 1"), ("text", "record 1")],
)
def test_a_refused_record_can_be_found_again(raw: object, ref: str) -> None:
    assert read_page(Ballot, [raw]).refused[0].ref == ref

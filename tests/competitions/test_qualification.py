"""Every reason why an asset would not qualify: by the limits of each, in words, and alone or among many."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.rules.codes import ACTIONS, AGAINST, KINDS, Code, Kind, Standing, codes_in, standing_of
from competitions.rules.fleet import fleet_of, terms_of
from competitions.rules.geometry import Place
from competitions.rules.qualification import capacities_of, codes_for, codes_of, criteria_codes, verdict_on
from competitions.rules.reasons import REMEDIES, reasons_of, size_doubts
from competitions.rules.wanted import (
    Candidate,
    Criteria,
    Wanted,
    Window,
    capacity_towards,
    criteria_of,
    direction_wanted,
)

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
CLOSE = datetime(2026, 11, 20, 17, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

WANTED = Wanted(
    need_direction="Deficit",
    power_type="Active Power",
    minimum_voltage_kv=Decimal("6.6"),
    maximum_voltage_kv=Decimal("33"),
    qualification_closed_at=CLOSE,
    windows=(Window("Morning"), Window("Evening")),
    operator_name="Lowland Power Networks",
)
FITTING = Candidate(
    place=Place.INSIDE,
    voltage_kv=Decimal("11.000"),
    active_export=Decimal("0.5"),
    active_import=Decimal("0.2"),
    reactive_export=Decimal("0.1"),
    uploaded_at=CLOSE - timedelta(days=1),
    response_time=2 * MINUTE,
    min_runtime=30 * MINUTE,
    max_runtime=120 * MINUTE,
    recovery_time=60 * MINUTE,
    asset_type="battery",
    connection_type="firm",
    meters=("1800000000019", ""),
)
QUICK_SOME = replace(WANTED, windows=(Window("Morning", required_response_time=MINUTE), Window("Evening")))
QUICK_ALL = replace(WANTED, windows=(Window("Morning", required_response_time=MINUTE),))
LONG_SOME = replace(WANTED, windows=(Window("Morning", minimum_run_time=240 * MINUTE), Window("Evening")))
LONG_ALL = replace(WANTED, windows=(Window("Morning", minimum_run_time=240 * MINUTE),))


def asks(**criteria: Any) -> Wanted:
    return replace(WANTED, criteria=Criteria(**criteria))


def test_an_asset_that_passes_every_test_fits_with_its_capacity() -> None:
    assert codes_of(WANTED, FITTING, NOW) == Code(0)
    assert verdict_on(WANTED, FITTING, NOW) is Standing.FITS
    assert capacities_of(terms_of([WANTED]), fleet_of([FITTING])).tolist() == [500_000]


CASES: list[tuple[Wanted, dict[str, Any], Code, str]] = [
    (WANTED, {"place": Place.OUTSIDE}, Code.OUTSIDE, "It is outside the area and its buffer."),
    (WANTED, {"is_archived": True}, Code.ARCHIVED, "It is archived."),
    (WANTED, {"place": Place.BUFFER}, Code.BUFFER, "It is in the buffer only, not in the area itself: operators often refuse such assets."),
    (WANTED, {"place": Place.UNKNOWN}, Code.AREA_UNKNOWN, "Whether it is inside cannot be told: Piclo shows no area."),
    (WANTED, {"place": Place.UNKNOWN, "is_placed": False}, Code.POSITION_UNKNOWN, "Where it is is not known: it has no coordinates, and its postcode has no known position."),
    (WANTED, {"voltage_kv": Decimal("6.599")}, Code.VOLTAGE, "It is at 6.599 kV; wanted 6.6 kV to 33 kV."),
    (WANTED, {"voltage_kv": Decimal("33.001")}, Code.VOLTAGE, "It is at 33.001 kV; wanted 6.6 kV to 33 kV."),
    (replace(WANTED, minimum_voltage_kv=None), {"voltage_kv": Decimal("132")}, Code.VOLTAGE, "It is at 132 kV; wanted up to 33 kV."),
    (replace(WANTED, maximum_voltage_kv=None), {"voltage_kv": Decimal("0.40")}, Code.VOLTAGE, "It is at 0.4 kV; wanted from 6.6 kV up."),
    (WANTED, {"voltage_kv": None}, Code.VOLTAGE_UNKNOWN, "Its voltage is not known."),
    (WANTED, {"active_export": Decimal(0)}, Code.DIRECTION, "It has no Active Export capacity."),
    (replace(WANTED, need_direction="Sideways"), {}, Code.DIRECTION_UNKNOWN, "The needed direction is not known (Piclo says “Sideways”)."),
    (WANTED, {"uploaded_at": CLOSE}, Code.TOO_LATE, "It was registered at Piclo Fri 20 Nov 17:00, after qualification closed Fri 20 Nov 17:00."),
    (WANTED, {"uploaded_at": None}, Code.NOT_REGISTERED, "It is not registered at Piclo yet: send it before Fri 20 Nov 17:00."),
    (replace(WANTED, approved=False), {}, Code.NOT_APPROVED, "Our company is not approved by Lowland Power Networks."),
    (QUICK_ALL, {}, Code.RESPONSE, "It answers within 2 min; wanted within 1 min."),
    (QUICK_SOME, {}, Code.RESPONSE_SOME, "It answers within 2 min; wanted within 1 min in Morning."),
    (LONG_ALL, {}, Code.RUNTIME, "It runs for 2 h at most; wanted 4 h at least."),
    (LONG_SOME, {}, Code.RUNTIME_SOME, "It runs for 2 h at most; wanted 4 h at least in Morning."),
    (asks(maximum_response_time=2 * MINUTE - SECOND), {}, Code.RESPONSE, "It answers within 2 min; wanted within 1 min 59 s."),
    (asks(maximum_response_time=MINUTE), {"response_time": None}, Code.RESPONSE_MISSING, "The operator asks for a response time, and it has none."),
    (asks(maximum_recovery_time=60 * MINUTE - SECOND), {}, Code.RECOVERY, "It recovers in 1 h; wanted within 59 min."),
    (asks(maximum_recovery_time=MINUTE), {"recovery_time": None}, Code.RECOVERY_MISSING, "The operator asks for a recovery time, and it has none."),
    (asks(minimum_run_time=30 * MINUTE + SECOND), {}, Code.RUNTIME, "Its shortest run is 30 min; wanted 30 min at least."),
    (asks(minimum_run_time=MINUTE), {"min_runtime": None}, Code.RUNTIME_MISSING, "The operator asks for a shortest run, and it has none."),
    (asks(asset_types=frozenset({"solar", "pumped_hydro"})), {}, Code.ASSET_TYPE, "The operator takes no assets of its type; wanted: Pumped hydro, Solar."),
    (asks(connection_types=frozenset({"flexible"})), {}, Code.CONNECTION_TYPE, "Its connection type is Firm; wanted: Flexible."),
    (asks(connection_types=frozenset({"firm"})), {"connection_type": ""}, Code.CONNECTION_TYPE_MISSING, "The operator asks for a connection type, and it has none."),
    (asks(meter_id_required=True), {"meters": ("", "")}, Code.NO_MPAN, "It has no MPAN, and the operator asks for one."),
    (asks(meter_ids=frozenset({"1800000000143"})), {}, Code.MPAN_NOT_LISTED, "Its MPAN is not on the operator's list for this zone."),
    (asks(meter_ids=frozenset({"1800000000143"})), {"meters": ("", "")}, Code.NO_MPAN, "It has no MPAN, and the operator asks for one."),
    (asks(meter_ids_listed=True), {}, Code.MPAN_LIST_UNSEEN, "The operator checks MPANs against a list that we cannot see."),
]  # fmt: skip
# ruff: noqa: E501


@pytest.mark.parametrize(("wanted", "changes", "code", "words"), CASES)
def test_each_reason_is_found_alone_and_told_in_words(
    wanted: Wanted, changes: dict[str, Any], code: Code, words: str
) -> None:
    candidate = replace(FITTING, **changes)
    assert codes_of(wanted, candidate, NOW) == code
    (reason,) = reasons_of(code, wanted, candidate, NOW)
    assert reason.words == words
    assert bool(reason.todo) == (KINDS[code] is Kind.ACTION)


def test_every_code_is_tried_and_every_action_says_what_to_do() -> None:
    assert {code for _, _, code, _ in CASES} == set(Code)
    assert {code for code, kind in KINDS.items() if kind is Kind.ACTION} == set(REMEDIES)


@pytest.mark.parametrize(
    ("wanted", "changes"),
    [
        (WANTED, {"voltage_kv": Decimal("6.600")}),
        (WANTED, {"voltage_kv": Decimal("33.000")}),
        (WANTED, {"active_export": Decimal("0.000001")}),
        (WANTED, {"uploaded_at": CLOSE - timedelta(microseconds=1)}),
        (replace(QUICK_ALL, windows=(Window("Morning", required_response_time=2 * MINUTE),)), {}),
        (replace(LONG_ALL, windows=(Window("Morning", minimum_run_time=120 * MINUTE),)), {}),
        (QUICK_ALL, {"response_time": None}),
        (LONG_ALL, {"max_runtime": None}),
        (
            asks(
                maximum_response_time=2 * MINUTE,
                maximum_recovery_time=60 * MINUTE,
                minimum_run_time=30 * MINUTE,
            ),
            {},
        ),
        (
            asks(meter_id_required=True, meter_ids=frozenset({"1800000000019"})),
            {"meters": ("", "1800000000019")},
        ),
        (replace(WANTED, qualification_closed_at=None), {}),
    ],
)
def test_what_is_just_within_a_limit_passes(wanted: Wanted, changes: dict[str, Any]) -> None:
    assert codes_of(wanted, replace(FITTING, **changes), NOW) == Code(0)


def test_what_is_not_registered_can_be_until_the_second_of_the_close() -> None:
    unregistered = replace(FITTING, uploaded_at=None)
    assert codes_of(WANTED, unregistered, CLOSE - SECOND) == Code.NOT_REGISTERED
    assert codes_of(WANTED, unregistered, CLOSE) == Code.TOO_LATE
    told = reasons_of(Code.TOO_LATE, WANTED, unregistered, CLOSE)[0].words
    assert told == "It is not registered at Piclo, and qualification closed 17:00."
    open_ended = replace(WANTED, qualification_closed_at=None)
    assert codes_of(open_ended, unregistered, NOW) == Code.NOT_REGISTERED


def test_all_reasons_are_told_at_once() -> None:
    hopeless = replace(FITTING, place=Place.OUTSIDE, voltage_kv=Decimal("0.4"), active_export=Decimal(0))
    found = codes_of(WANTED, hopeless, NOW)
    assert codes_in(found) == [Code.VOLTAGE, Code.DIRECTION, Code.OUTSIDE]


@pytest.mark.parametrize(
    ("codes", "standing"),
    [
        (0, Standing.FITS),
        (Code.BUFFER | Code.RESPONSE_SOME, Standing.DOUBTFUL),
        (Code.BUFFER | Code.NO_MPAN, Standing.ACTION),
        (Code.NO_MPAN | Code.TOO_LATE, Standing.INELIGIBLE),
    ],
)
def test_what_is_against_outweighs_an_action_and_an_action_a_doubt(codes: int, standing: Standing) -> None:
    assert standing_of(codes) is standing


@pytest.mark.parametrize(
    ("need", "power", "direction", "capacity"),
    [
        ("Deficit", "Active Power", "active_export", "0.5"),
        ("Surplus", "Active Power", "active_import", "0.2"),
        ("deficit ", "Reactive Power", "reactive_export", "0.1"),
        ("Surplus", "Reactive", "reactive_import", "0"),
        ("", "", None, "0"),
    ],
)
def test_a_deficit_wants_export_and_a_surplus_import(
    need: str, power: str, direction: str | None, capacity: str
) -> None:
    wanted = replace(WANTED, need_direction=need, power_type=power)
    assert direction_wanted(wanted) == direction
    assert capacity_towards(wanted, FITTING) == Decimal(capacity)


def test_the_smallest_size_is_asked_of_all_together() -> None:
    windows = [Window("Morning", Decimal("0.5")), Window("Evening", Decimal("0.600"))]
    assert size_doubts(windows, Decimal("0.500")) == [
        "Evening asks for at least 0.6 MW together; our fitting assets have 0.5 MW."
    ]


def test_criteria_that_cannot_be_understood_ask_nothing() -> None:
    raw = {
        "asset_types": "battery",
        "maximum_response_time": "soon",
        "meter_id_required": "yes",
        "meter_ids": [1, "2"],
    }
    assert criteria_of(raw) == Criteria(meter_ids_listed=True, meter_ids=frozenset({"2"}))
    assert criteria_of({"minimum_run_time": "01:00:00"}) == Criteria(minimum_run_time=60 * MINUTE)


CANDIDATES = st.builds(
    Candidate,
    place=st.sampled_from([Place.INSIDE, Place.BUFFER]),
    voltage_kv=st.none() | st.decimals("0.1", "400", places=3),
    active_export=st.decimals("0", "10", places=6),
    active_import=st.decimals("0", "10", places=6),
    uploaded_at=st.none() | st.sampled_from([NOW, CLOSE - SECOND, CLOSE, CLOSE + SECOND]),
    response_time=st.none() | st.timedeltas(timedelta(0), timedelta(hours=1)),
    min_runtime=st.none() | st.timedeltas(timedelta(0), timedelta(hours=1)),
    max_runtime=st.none() | st.timedeltas(timedelta(0), timedelta(hours=9)),
    recovery_time=st.none() | st.timedeltas(timedelta(0), timedelta(hours=2)),
    asset_type=st.sampled_from(["", "battery", "solar"]),
    meters=st.sampled_from([("", ""), ("1800000000019", ""), ("", "1800000000143")]),
)
DEMANDS = st.sampled_from(
    [WANTED, QUICK_ALL, QUICK_SOME, LONG_ALL, LONG_SOME, replace(WANTED, approved=False),
     asks(meter_id_required=True), asks(asset_types=frozenset({"solar"}), minimum_run_time=MINUTE),
     asks(meter_ids=frozenset({"1800000000143"}), maximum_recovery_time=60 * MINUTE)]
)  # fmt: skip


@given(pairs=st.lists(st.tuples(DEMANDS, CANDIDATES), min_size=1, max_size=8))
def test_many_pairs_are_judged_as_each_alone(pairs: list[tuple[Wanted, Candidate]]) -> None:
    terms, fleet = terms_of([wanted for wanted, _ in pairs]), fleet_of([one for _, one in pairs])
    in_buffer = np.array([one.place is Place.BUFFER for _, one in pairs])
    together = codes_for(terms, fleet, in_buffer, NOW)
    lists = [criteria_codes(wanted.criteria, fleet[n : n + 1])[0] for n, (wanted, _) in enumerate(pairs)]
    alone = [int(codes_of(wanted, one, NOW)) for wanted, one in pairs]
    assert (together | np.array(lists)).tolist() == alone
    capacities = [int(capacity_towards(wanted, one) * 1_000_000) for wanted, one in pairs]
    assert capacities_of(terms, fleet).tolist() == capacities


@given(wanted=DEMANDS, candidate=CANDIDATES)
def test_a_verdict_follows_from_its_reasons_and_each_has_words(wanted: Wanted, candidate: Candidate) -> None:
    codes = codes_of(wanted, candidate, NOW)
    reasons = reasons_of(codes, wanted, candidate, NOW)
    assert [reason.code for reason in reasons] == codes_in(codes)
    assert all(reason.words.endswith(".") for reason in reasons)
    standing = standing_of(codes)
    assert (standing is Standing.FITS) == (not reasons)
    assert (standing is Standing.INELIGIBLE) == bool(codes & AGAINST)
    assert (standing is Standing.ACTION) == bool(codes & ACTIONS and not codes & AGAINST)

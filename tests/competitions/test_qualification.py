"""Which of our assets would qualify, and every reason why not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.models import Asset
from competitions.models import Competition
from competitions.rules.geometry import Place
from competitions.rules.qualification import (
    Candidate,
    Verdict,
    Wanted,
    Weight,
    Window,
    direction_wanted,
    judge,
    size_doubts,
)
from competitions.rules.states import NOT_QUALIFIED, QUALIFIED
from competitions.selectors.qualification import qualification_for, qualification_of
from portal.accounts.models import Membership
from tests.factories.assets import AssetFactory
from tests.factories.competitions import (
    CompetitionFactory,
    OpportunityFactory,
    ServicePeriodFactory,
    ServiceWindowFactory,
)

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
CLOSE = datetime(2026, 11, 20, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

WANTED = Wanted(
    need_direction="Deficit",
    power_type="Active Power",
    minimum_voltage_kv=Decimal("6.6"),
    maximum_voltage_kv=Decimal("33"),
    qualification_closed_at=CLOSE,
    windows=(Window("Morning"), Window("Evening")),
)
FITTING = Candidate(
    place=Place.INSIDE,
    voltage_kv=Decimal("11.000"),
    active_export=Decimal("0.5"),
    active_import=Decimal("0.2"),
    reactive_export=Decimal("0.1"),
    uploaded_at=CLOSE - timedelta(days=1),
    response_time=2 * MINUTE,
    max_runtime=120 * MINUTE,
)
QUICK = replace(WANTED, windows=(Window("Morning", required_response_time=MINUTE), Window("Evening")))
QUICK_ALL = replace(WANTED, windows=(Window("Morning", required_response_time=MINUTE),))
LONG_ALL = replace(WANTED, windows=(Window("Morning", minimum_run_time=240 * MINUTE),))


def test_an_asset_that_passes_every_test_fits_with_its_capacity() -> None:
    found = judge(WANTED, FITTING, NOW)
    assert (found.verdict, found.capacity, found.reasons) == (Verdict.FITS, Decimal("0.5"), ())


@pytest.mark.parametrize(
    ("wanted", "changes", "code", "words"),
    [
        (WANTED, {"place": Place.OUTSIDE}, "outside", "It is outside the area and its buffer."),
        (WANTED, {"is_archived": True}, "archived", "It is archived."),
        (WANTED, {"voltage_kv": Decimal("0.40")}, "voltage", "It is at 0.4 kV; wanted from 6.6 kV up."),
        (WANTED, {"voltage_kv": Decimal("132")}, "voltage", "It is at 132 kV; wanted up to 33 kV."),
        (WANTED, {"active_export": Decimal(0)}, "direction", "It has no Active Export capacity."),
        (
            WANTED,
            {"uploaded_at": CLOSE},
            "too_late",
            "It was registered at Piclo Fri 20 Nov 17:00, after qualification closed Fri 20 Nov 17:00.",
        ),
        (QUICK_ALL, {}, "response_time", "It answers within 2 min; wanted within 1 min."),
        (LONG_ALL, {}, "runtime", "It runs for 2 h at most; wanted 4 h at least."),
    ],
)
def test_each_test_that_fails_says_why(
    wanted: Wanted, changes: dict[str, Any], code: str, words: str
) -> None:
    found = judge(wanted, replace(FITTING, **changes), NOW)
    assert found.verdict is Verdict.DOES_NOT_FIT
    assert [(reason.code, reason.words) for reason in found.reasons] == [(code, words)]


@pytest.mark.parametrize(
    ("wanted", "changes", "code"),
    [
        (WANTED, {"place": Place.BUFFER}, "buffer"),
        (WANTED, {"place": Place.UNKNOWN}, "place_unknown"),
        (WANTED, {"voltage_kv": None}, "voltage_unknown"),
        (WANTED, {"uploaded_at": None}, "not_registered"),
        (replace(WANTED, need_direction="Sideways"), {}, "direction_unknown"),
        (QUICK, {}, "response_time"),
    ],
)
def test_what_cannot_be_told_or_fits_some_windows_is_doubtful(
    wanted: Wanted, changes: dict[str, Any], code: str
) -> None:
    found = judge(wanted, replace(FITTING, **changes), NOW)
    assert found.verdict is Verdict.DOUBTFUL
    assert [reason.code for reason in found.reasons] == [code]


def test_a_doubt_about_some_windows_names_them() -> None:
    (reason,) = judge(QUICK, FITTING, NOW).reasons
    assert reason.words == "It answers within 2 min; wanted within 1 min in Morning."


def test_an_asset_that_is_not_registered_is_too_late_once_qualification_closed() -> None:
    unregistered = replace(FITTING, uploaded_at=None)
    assert judge(WANTED, unregistered, CLOSE - MINUTE).verdict is Verdict.DOUBTFUL
    assert judge(WANTED, unregistered, CLOSE).verdict is Verdict.DOES_NOT_FIT


def test_all_reasons_are_told_at_once() -> None:
    hopeless = replace(FITTING, place=Place.OUTSIDE, voltage_kv=Decimal("0.4"), active_export=Decimal(0))
    assert [reason.code for reason in judge(WANTED, hopeless, NOW).reasons] == [
        "outside",
        "voltage",
        "direction",
    ]


@pytest.mark.parametrize(
    ("need", "power", "direction", "capacity"),
    [
        ("Deficit", "Active Power", "Active Export", "0.5"),
        ("Surplus", "Active Power", "Active Import", "0.2"),
        ("deficit ", "Reactive Power", "Reactive Export", "0.1"),
        ("Surplus", "Reactive", "Reactive Import", "0"),
        ("", "", None, "0"),
    ],
)
def test_a_deficit_wants_export_and_a_surplus_import(
    need: str, power: str, direction: str | None, capacity: str
) -> None:
    wanted = replace(WANTED, need_direction=need, power_type=power)
    assert direction_wanted(wanted) == direction
    assert judge(wanted, FITTING, NOW).capacity == Decimal(capacity)


def test_the_smallest_size_is_asked_of_all_together() -> None:
    windows = [Window("Morning", Decimal("0.5")), Window("Evening", Decimal("0.6"))]
    (doubt,) = size_doubts(windows, Decimal("0.5"))
    assert doubt.words == "Evening asks for at least 0.6 MW together; our fitting assets have 0.5 MW."


@given(
    place=st.sampled_from(Place),
    archived=st.booleans(),
    voltage=st.one_of(st.none(), st.decimals("0.1", "400", places=2)),
    export=st.decimals("0", "10", places=3),
    uploaded=st.one_of(st.none(), st.just(NOW), st.just(CLOSE + MINUTE)),
)
def test_a_verdict_follows_from_its_reasons(
    place: Place, archived: bool, voltage: Decimal | None, export: Decimal, uploaded: datetime | None
) -> None:
    candidate = Candidate(place, archived, voltage, export, uploaded_at=uploaded)
    found = judge(WANTED, candidate, NOW)
    against = [reason for reason in found.reasons if reason.weight is Weight.AGAINST]
    assert (found.verdict is Verdict.DOES_NOT_FIT) == bool(against)
    assert (found.verdict is Verdict.FITS) == (not found.reasons)
    if archived or place is Place.OUTSIDE or not export:
        assert found.verdict is Verdict.DOES_NOT_FIT


@pytest.fixture
def competition(owner: Membership) -> Competition:
    competition = CompetitionFactory.create(organisation=owner.organisation)
    ServiceWindowFactory.create(period=ServicePeriodFactory.create(competition=competition))
    return competition


def make(owner: Membership, name: str, **values: Any) -> Asset:
    return AssetFactory.create(
        organisation=owner.organisation, name=name, uploaded_at=CLOSE - timedelta(days=3), **values
    )


def test_our_assets_are_judged_against_a_competition_those_that_fit_first(
    owner: Membership, competition: Competition
) -> None:
    make(owner, "Far", latitude=51.5, longitude=-0.1, piclo_id="p1")
    make(owner, "Small", active_export_capacity_mw=Decimal("0.1"), piclo_id="p2")
    make(owner, "Large", active_export_capacity_mw=Decimal("0.9"))
    make(owner, "Edge", latitude=55.9605, piclo_id="p4")
    make(owner, "Archived", status="archived")
    AssetFactory.create(name="Of somebody else")
    OpportunityFactory.create(competition=competition, flex_asset_ids=["p1"])
    found = qualification_for(competition, NOW)
    assert [(one.asset.name, one.judgement.verdict.value) for one in found.verdicts] == [
        ("Large", "fits"),
        ("Small", "fits"),
        ("Edge", "doubtful"),
        ("Far", "does_not_fit"),
    ]
    assert found.fitting_mw == Decimal("1.0")
    assert [one.asset.name for one in found.shown("")] == ["Large", "Small", "Edge", "Far"]
    words = {one.asset.name: one.word for one in found.verdicts}
    assert (words["Far"], words["Small"], words["Large"]) == (QUALIFIED, NOT_QUALIFIED, NOT_QUALIFIED)


def test_before_piclo_speaks_there_is_no_word_of_its(owner: Membership, competition: Competition) -> None:
    make(owner, "Large", piclo_id="p1")
    assert [one.word for one in qualification_for(competition, NOW).verdicts] == [None]


def test_an_asset_is_judged_against_what_can_still_be_joined(
    owner: Membership, competition: Competition
) -> None:
    asset = make(owner, "Battery", latitude=55.94)
    far = {"type": "Polygon", "coordinates": [[[0, 51], [1, 51], [1, 52], [0, 51]]]}
    CompetitionFactory.create(
        organisation=owner.organisation, name="Far away", boundary={"geometry": far}, closed_at=CLOSE
    )
    CompetitionFactory.create(organisation=owner.organisation, name="Over", closed_at=NOW)
    CompetitionFactory.create(organisation=owner.organisation, name="Gone", gone_at=NOW)
    CompetitionFactory.create(name="Of somebody else")
    found = qualification_of(asset, owner, NOW)
    assert [(one.competition.name, one.judgement.verdict) for one in found] == [
        (competition.name, Verdict.FITS),
        ("Far away", Verdict.DOES_NOT_FIT),
    ]

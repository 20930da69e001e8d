"""Why an asset is or is not eligible."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from experience.market.rules.criteria import read_criteria
from experience.market.rules.eligibility import Candidate, Terms, ineligibility_reasons

CLOSE = datetime(2027, 1, 12, 8, tzinfo=UTC)
BATTERY = Candidate(
    status="operational",
    asset_type="battery",
    voltage_level=Decimal("11.00"),
    capacity=Decimal("1.000"),
    created=CLOSE - timedelta(seconds=1),
    in_area=True,
    provider_approved=True,
    connection_type="firm",
    meter_ids=("1800000000019", ""),
    response_time=timedelta(minutes=2),
    recovery_time=timedelta(minutes=30),
    min_runtime=timedelta(minutes=30),
)
TERMS = Terms(
    capacity_field="active_export_capacity",
    qualification_closed=CLOSE,
    dps_reference="LPN",
    minimum_voltage=Decimal("0.24"),
    maximum_voltage=Decimal("33"),
)


def test_an_asset_that_meets_everything_is_eligible() -> None:
    assert ineligibility_reasons(BATTERY, TERMS) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "archived"}, "archived"),
        ({"in_area": False}, "Outside"),
        ({"voltage_level": Decimal("0.23")}, "below"),
        ({"voltage_level": Decimal("66")}, "above"),
        ({"capacity": None}, "No Active Export capacity"),
        ({"capacity": Decimal(0)}, "No Active Export capacity"),
        ({"created": CLOSE}, "after qualification closed"),
        ({"provider_approved": False}, "not approved on LPN"),
    ],
)
def test_each_failed_point_is_said(change: dict[str, Any], words: str) -> None:
    [reason] = ineligibility_reasons(replace(BATTERY, **change), TERMS)
    assert words in reason.words


def test_every_failed_point_is_said_not_only_the_first() -> None:
    assert len(ineligibility_reasons(replace(BATTERY, in_area=False, capacity=None), TERMS)) == 2


def test_without_a_dps_record_no_approval_is_asked() -> None:
    assert (
        ineligibility_reasons(replace(BATTERY, provider_approved=False), replace(TERMS, dps_reference=None))
        == []
    )


@pytest.mark.parametrize(
    ("criteria", "change", "words"),
    [
        ({"connection_types": ["firm"]}, {"connection_type": ""}, "Connection type not given"),
        ({"asset_types": ["battery"]}, {"asset_type": "chp_gas"}, "Asset type chp_gas"),
        ({"meter_id_required": True}, {"meter_ids": ("", "")}, "No meter ID"),
        ({"meter_ids": ["1800000000019"]}, {"meter_ids": ("1800000000278",)}, "not on the operator's list"),
        ({"maximum_response_time": "00:02:00"}, {"response_time": timedelta(minutes=3)}, "response time"),
        ({"maximum_response_time": "00:02:00"}, {"response_time": None}, "response time"),
        ({"maximum_recovery_time": "01:00:00"}, {"recovery_time": timedelta(hours=2)}, "recovery time"),
        ({"minimum_run_time": "00:30:00"}, {"min_runtime": timedelta(minutes=10)}, "minimum run time"),
    ],
)
def test_an_operators_own_criteria_count(
    criteria: dict[str, Any], change: dict[str, Any], words: str
) -> None:
    terms = replace(TERMS, criteria=read_criteria(criteria))
    assert ineligibility_reasons(BATTERY, terms) == []
    [reason] = ineligibility_reasons(replace(BATTERY, **change), terms)
    assert words in reason.words

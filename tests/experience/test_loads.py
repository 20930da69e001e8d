"""What invented sites do all day."""

from datetime import UTC, date, datetime

import pytest

from experience.metering.loads import Site, base_power, day_of_power

DEPOT = Site("depot", "demand_side_response", "commercial", export_kw=400, import_kw=100)
BATTERY = Site("battery", "storage", "battery", export_kw=1200, import_kw=1200)
CHP = Site("chp", "non_renewable", "chp", export_kw=500, import_kw=500)


def test_the_same_site_and_day_read_the_same() -> None:
    day_of_power.cache_clear()
    first = day_of_power(DEPOT, date(2026, 9, 1))
    day_of_power.cache_clear()
    assert day_of_power(DEPOT, date(2026, 9, 1)) == first
    assert day_of_power(DEPOT, date(2026, 9, 2)) != first


def test_demand_is_negative_and_leaves_room_to_turn_down_in_the_evening() -> None:
    evening = day_of_power(DEPOT, date(2026, 9, 1))[33:42]
    assert all(power < -DEPOT.export_kw for power in evening)


def test_a_plant_generates_and_can_be_turned_up() -> None:
    assert all(0 < power < CHP.export_kw for power in day_of_power(CHP, date(2026, 9, 1)))


def test_a_battery_charges_at_night() -> None:
    assert base_power(BATTERY, datetime(2026, 9, 1, 1, 0, tzinfo=UTC)) < 0


@pytest.mark.parametrize(("month", "hour"), [(7, 15), (12, 16)])
def test_habits_follow_the_local_clock(month: int, hour: int) -> None:
    instant = datetime(2026, month, 1, hour, tzinfo=UTC)
    assert base_power(DEPOT, instant) == day_of_power(DEPOT, instant.date())[32]

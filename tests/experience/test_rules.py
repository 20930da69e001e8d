"""The market's rules, each by a table of cases."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from experience.market.rules.areas import BUFFER, INSIDE, OUTSIDE, as_points, read_area
from experience.market.rules.codes import new_code, seeded_code
from experience.market.rules.directions import capacity_field, capacity_label, direction_wanted
from experience.market.rules.dispatches import ended_at_half_hour, judge_answer, last_half_hour, started_now
from experience.market.rules.mpan import make_mpan, mpan_fault
from experience.market.rules.obligations import obligation_status
from experience.market.rules.postcodes import normalise_postcode, postcode_in
from experience.market.rules.rates import complete_rates, effective_price, rate_errors
from experience.market.rules.stages import Stage, Timetable, stage_at
from experience.market.rules.text import duration_text, instant_text, kilovolts_text, mw_text, parse_duration
from experience.market.rules.windows import window_hours, window_on

NOON = datetime(2027, 1, 12, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TIMES = Timetable(NOON, NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR)


@pytest.mark.parametrize(
    ("hours", "stage"),
    [
        (-0.001, Stage.ANNOUNCED),
        (0, Stage.QUALIFICATION_OPEN),
        (1, Stage.QUALIFICATION_CLOSED),
        (2, Stage.OPEN),
        (2.999, Stage.OPEN),
        (3, Stage.CLOSED),
        (3000, Stage.CLOSED),
    ],
)
def test_a_stage_begins_at_its_instant(hours: float, stage: Stage) -> None:
    assert stage_at(TIMES, NOON + hours * HOUR) == stage


def test_a_confirmation_and_an_archive_day_end_a_competition() -> None:
    confirmed = Timetable(NOON, NOON, NOON, NOON, confirmed=NOON + HOUR, archive_on=date(2027, 1, 14))
    assert stage_at(confirmed, NOON) == Stage.CLOSED
    assert stage_at(confirmed, NOON + HOUR) == Stage.CONFIRMED
    assert stage_at(confirmed, datetime(2027, 1, 13, 23, 59, tzinfo=UTC)) == Stage.CONFIRMED
    assert stage_at(confirmed, datetime(2027, 1, 14, tzinfo=UTC)) == Stage.ARCHIVED


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.5", "0.500"),
        ("1.366", "1.366"),
        ("0.12345", "0.12345"),
        ("0.1234", "0.1234"),
        ("12", "12.000"),
        ("0", "0.000"),
    ],
)
def test_megawatts_have_three_to_five_places(value: str, text: str) -> None:
    assert mw_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"), [("0.24", "0.24"), ("6.60", "6.6"), ("33.00", "33"), ("110", "110")]
)
def test_a_competition_names_voltages_without_needless_places(value: str, text: str) -> None:
    assert kilovolts_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("02:00:00", timedelta(hours=2)),
        ("00:00:30", timedelta(seconds=30)),
        ("01T02:30:00", timedelta(days=1, hours=2, minutes=30)),
        ("10T00:00:00", timedelta(days=10)),
    ],
)
def test_durations_go_both_ways(text: str, value: timedelta) -> None:
    assert parse_duration(text) == value
    assert duration_text(value) == text


@pytest.mark.parametrize("text", ["", "2 hours", "02:60:00", "01T24:00:00", "PT2H", "-01:00:00"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|hours"):
        parse_duration(text)


def test_instants_travel_in_utc_with_a_z() -> None:
    assert instant_text(datetime.fromisoformat("2026-07-01T17:30:00+01:00")) == "2026-07-01T16:30:00Z"


def test_codes_are_short_and_seeded_ones_come_again() -> None:
    assert len({new_code() for _ in range(200)}) == 200
    assert all(len(code) == 7 and code.isalnum() for code in (new_code(), seeded_code("a", 1)))
    assert seeded_code("a", 1) == seeded_code("a", 1) != seeded_code("a", 2)


@pytest.mark.parametrize(
    ("need", "power", "field", "direction"),
    [
        ("Deficit", "Active Power", "active_export_capacity", "export"),
        ("Surplus", "Active Power", "active_import_capacity", "import"),
        ("Deficit", "Reactive Power", "reactive_export_capacity", "export"),
        ("surplus", "reactive", "reactive_import_capacity", "import"),
        ("Something new", "Something new", "active_export_capacity", "export"),
    ],
)
def test_a_need_names_the_capacity_that_counts(need: str, power: str, field: str, direction: str) -> None:
    assert capacity_field(need, power) == field
    assert direction_wanted(need) == direction
    assert capacity_label(field).endswith(direction.title())


def test_meter_numbers_have_a_valid_check_digit() -> None:
    # A number given in public descriptions of the MPAN.
    assert mpan_fault("2000050773706") is None
    assert mpan_fault("2000050773707")
    assert mpan_fault(make_mpan("18", 1234)) is None
    assert make_mpan("18", 1234).startswith("18")


@pytest.mark.parametrize(
    ("text", "normal"), [("td13ab", "TD1 3AB"), (" eh41  3aa ", "EH41 3AA"), ("TD1", "TD1")]
)
def test_postcodes_are_written_one_way(text: str, normal: str) -> None:
    assert normalise_postcode(text) == normal


@pytest.mark.parametrize(
    ("listed", "inside"),
    [
        (["TD1 3AB"], True),
        (["td13ab"], True),
        (["TD1 3"], True),
        (["TD1"], True),
        (["TD1 4"], False),
        (["TD13"], False),
        ([], False),
    ],
)
def test_a_postcode_is_inside_its_sector_and_district(listed: list[str], inside: bool) -> None:
    assert postcode_in("TD1 3AB", listed) is inside
    assert not postcode_in("", listed)


def test_the_buffer_is_in_metres_on_the_ground() -> None:
    square = {
        "type": "Polygon",
        "coordinates": [[[-3, 55.5], [-2.5, 55.5], [-2.5, 55.8], [-3, 55.8], [-3, 55.5]]],
    }
    # At 55.65 degrees north 0.001 degrees of longitude are about 62.7 m, 0.001 degrees of latitude 111 m.
    points = as_points(
        [
            (-2.8, 55.6),
            (-2.4985, 55.65),
            (-2.4975, 55.65),
            (-2.75, 55.8008),
            (-2.75, 55.8012),
            (-1.0, 55.6),
        ]
    )
    bare, buffered = read_area(square, [], 0), read_area(square, [], 0.1)
    assert bare is not None
    assert buffered is not None
    assert bare.places(points).tolist() == [INSIDE, *[OUTSIDE] * 5]
    assert buffered.places(points).tolist() == [INSIDE, BUFFER, OUTSIDE, BUFFER, OUTSIDE, OUTSIDE]
    assert buffered.places(as_points([])).tolist() == []


@pytest.mark.parametrize(
    ("kind", "rates", "fixed", "words"),
    [
        ("Utilisation", {"utilisation": "10"}, {}, []),
        ("Utilisation", {"availability": "10"}, {}, ["This competition asks for utilisation."]),
        ("Utilisation", {}, {}, ["This competition asks for utilisation."]),
        ("Availability and Utilisation", {"utilisation": "1", "availability": "2"}, {}, []),
        (
            "Availability and Utilisation",
            {"utilisation": "1"},
            {},
            ["This competition asks for availability and utilisation."],
        ),
        ("Service Fee", {"service_fee": "1"}, {}, []),
        ("Utilisation", {}, {"utilisation": "310"}, []),
        ("Utilisation", {"utilisation": "310.00"}, {"utilisation": "310"}, []),
        (
            "Utilisation",
            {"utilisation": "300"},
            {"utilisation": "310"},
            ["The utilisation rate is fixed at 310.00."],
        ),
    ],
)
def test_rates_match_the_competition(
    kind: str, rates: dict[str, str], fixed: dict[str, str], words: list[str]
) -> None:
    def decimals(named: dict[str, str]) -> dict[str, Decimal]:
        return {name: Decimal(value) for name, value in named.items()}

    assert rate_errors(decimals(rates), kind, decimals(fixed)) == words


def test_a_bid_is_kept_with_its_fixed_prices() -> None:
    kept = complete_rates(
        {"utilisation": Decimal(5)}, "Availability and Utilisation", {"availability": Decimal("1.5")}
    )
    assert kept == [{"type": "availability", "value": "1.50"}, {"type": "utilisation", "value": "5.00"}]


def test_offers_are_compared_by_what_a_called_window_costs() -> None:
    rates = [{"type": "utilisation", "value": "100.00"}, {"type": "availability", "value": "8.00"}]
    assert effective_price(rates, Decimal(2)) == Decimal(108)
    assert effective_price([{"type": "service_fee", "value": "50.00"}], Decimal(2)) == Decimal(25)


@pytest.mark.parametrize(
    ("start", "end", "hours"), [((17, 0), (19, 0), "2"), ((23, 0), (2, 0), "3"), ((23, 45), (0, 0), "0.25")]
)
def test_a_window_may_cross_midnight(start: tuple[int, int], end: tuple[int, int], hours: str) -> None:
    assert window_hours(time(*start), time(*end)) == Decimal(hours)


def test_a_window_means_local_time_across_a_clock_change() -> None:
    summer = window_on(date(2026, 7, 1), time(17), time(19))
    assert summer == (datetime(2026, 7, 1, 16, tzinfo=UTC), datetime(2026, 7, 1, 18, tzinfo=UTC))
    night = window_on(date(2026, 10, 24), time(23), time(2))
    assert night == (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC))


@pytest.mark.parametrize(("day", "status"), [(10, "upcoming"), (11, "active"), (20, "active"), (21, "ended")])
def test_both_days_of_an_obligation_belong_to_it(day: int, status: str) -> None:
    assert obligation_status(date(2027, 1, 11), date(2027, 1, 20), date(2027, 1, day)) == status


@pytest.mark.parametrize(
    ("status", "answer", "late", "kept", "refused"),
    [
        ("pending", "accept", False, "accepted", False),
        ("pending", "reject", False, "rejected", False),
        ("pending", "maybe", False, "pending", True),
        ("pending", "accept", True, "expired", True),
        ("accepted", "accept", True, "accepted", False),
        ("accepted", "reject", False, "accepted", True),
        ("rejected", "accept", False, "rejected", True),
        ("expired", "accept", True, "expired", True),
        ("stopped", "accept", False, "stopped", True),
    ],
)
def test_an_answer_is_taken_once_and_in_time(
    status: str, answer: str, late: bool, kept: str, refused: bool
) -> None:
    outcome = judge_answer(status, NOON, answer, NOON if late else NOON - HOUR)
    assert (outcome.status, outcome.error is not None) == (kept, refused)


def test_a_demonstration_moves_whole_deliveries() -> None:
    now = datetime(2027, 1, 12, 16, 47, 12, 345, tzinfo=UTC)
    start, end = NOON, NOON + timedelta(minutes=90)
    assert last_half_hour(now) == datetime(2027, 1, 12, 16, 30, tzinfo=UTC)
    assert started_now(start, end, now) == (
        now.replace(microsecond=0),
        now.replace(microsecond=0) + (end - start),
    )
    assert ended_at_half_hour(start, end, now) == (
        datetime(2027, 1, 12, 15, tzinfo=UTC),
        datetime(2027, 1, 12, 16, 30, tzinfo=UTC),
    )

"""What competitions ask of our assets, with what our company is to their operators."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from competitions.models import Application, ApplicationStatus, Competition, ServiceWindow
from competitions.rules.wanted import Wanted, Window, criteria_of
from portal.core.among import among

# What is asked of an asset; the drawing and Piclo's whole record stay in the database.
ASKED = (
    "pk", "organisation_id", "operator_name", "dps_record_reference", "need_direction", "power_type",
    "minimum_connection_voltage_kv", "maximum_connection_voltage_kv", "qualification_closed_at", "criteria",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What competitions ask, as it stands in the database."""

    competitions: list[Any]
    windows: list[Any]
    approved: set[tuple[int, str]]

    def wanted(self) -> dict[int, Wanted]:
        """The same to judge by, by competition. Needs no database."""
        windows = _windows(self.windows)
        return {one.pk: wanted_of(one, windows[one.pk], self.approved) for one in self.competitions}


def read_asked(competition_ids: Collection[int]) -> Asked:
    """What each competition asks, in three queries."""
    rows = Competition.objects.filter(pk__in=among(competition_ids)).values_list(*ASKED, named=True)
    competitions = list(rows)
    approved = approved_markets({competition.organisation_id for competition in competitions})
    return Asked(competitions, _window_rows(competition_ids), approved)


def wanted_by(competition_ids: Collection[int]) -> dict[int, Wanted]:
    """What each competition asks, to judge by."""
    return read_asked(competition_ids).wanted()


def wanted_of(
    competition: Competition, windows: list[Window], approved: Collection[tuple[int, str]]
) -> Wanted:
    """What one competition asks."""
    market = competition.dps_record_reference
    return Wanted(
        need_direction=competition.need_direction,
        power_type=competition.power_type,
        minimum_voltage_kv=competition.minimum_connection_voltage_kv,
        maximum_voltage_kv=competition.maximum_connection_voltage_kv,
        qualification_closed_at=competition.qualification_closed_at,
        windows=tuple(windows),
        approved=not market or (competition.organisation_id, market) in approved,
        operator_name=competition.operator_name,
        criteria=criteria_of(competition.criteria),
    )


def approved_markets(organisation_ids: Iterable[int]) -> set[tuple[int, str]]:
    """The markets in which companies are approved: (organisation, DPS record)."""
    approved = Application.objects.filter(
        organisation_id__in=list(organisation_ids), status=ApplicationStatus.APPROVED
    )
    return set(approved.values_list("organisation_id", "dps_record_reference"))


def windows_of(competition_ids: Collection[int]) -> dict[int, list[Window]]:
    """What the standing windows of competitions ask, in the order of the calendar."""
    return _windows(_window_rows(competition_ids))


def _window_rows(competition_ids: Collection[int]) -> list[Any]:
    rows = ServiceWindow.objects.filter(
        period__competition_id__in=among(competition_ids), gone_at=None
    ).values_list(
        "period__competition_id",
        "name",
        "minimum_aggregate_asset_size_mw",
        "minimum_run_time",
        "required_response_time",
    )
    return list(rows.order_by("period__start_on", "start_time", "pk"))


def _windows(rows: Iterable[Any]) -> dict[int, list[Window]]:
    windows: dict[int, list[Window]] = defaultdict(list)
    for competition_id, name, size, run, response in rows:
        windows[competition_id].append(Window(name, size, run, response))
    return windows

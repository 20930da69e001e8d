"""The optional criteria that an operator may add to a competition's automatic test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from experience.market.rules.text import duration_text, parse_duration


@dataclass(frozen=True)
class Criteria:
    """An operator's own demands; None or empty asks nothing."""

    connection_types: frozenset[str] = frozenset()
    asset_types: frozenset[str] = frozenset()
    meter_id_required: bool = False
    meter_ids: frozenset[str] = frozenset()
    maximum_response_time: timedelta | None = None
    maximum_recovery_time: timedelta | None = None
    minimum_run_time: timedelta | None = None


class Tested(Protocol):
    """The parts of an asset that the criteria look at."""

    @property
    def asset_type(self) -> str: ...
    @property
    def connection_type(self) -> str: ...
    @property
    def meter_ids(self) -> Sequence[str]: ...
    @property
    def response_time(self) -> timedelta | None: ...
    @property
    def recovery_time(self) -> timedelta | None: ...
    @property
    def min_runtime(self) -> timedelta | None: ...


def read_criteria(raw: Mapping[str, Any]) -> Criteria:
    """Criteria as they stand in a competition record's `criteria`. Raises ValueError for a bad duration."""

    def span(name: str) -> timedelta | None:
        return parse_duration(raw[name]) if raw.get(name) else None

    return Criteria(
        connection_types=frozenset(raw.get("connection_types", ())),
        asset_types=frozenset(raw.get("asset_types", ())),
        meter_id_required=bool(raw.get("meter_id_required")),
        meter_ids=frozenset(raw.get("meter_ids", ())),
        maximum_response_time=span("maximum_response_time"),
        maximum_recovery_time=span("maximum_recovery_time"),
        minimum_run_time=span("minimum_run_time"),
    )


def criteria_reasons(asset: Tested, asked: Criteria) -> list[tuple[str, str]]:
    """Which of the operator's own demands the asset does not meet: codes with words."""
    found = [*_kinds(asset, asked), *_meters(asset, asked), *_lengths(asset, asked)]
    return [(code, words) for failed, code, words in found if failed]


def _kinds(asset: Tested, asked: Criteria) -> list[tuple[bool, str, str]]:
    return [
        (
            bool(asked.connection_types) and asset.connection_type not in asked.connection_types,
            "connection_type",
            f"Connection type {asset.connection_type or 'not given'} is not accepted.",
        ),
        (
            bool(asked.asset_types) and asset.asset_type not in asked.asset_types,
            "asset_type",
            f"Asset type {asset.asset_type} is not accepted.",
        ),
    ]


def _meters(asset: Tested, asked: Criteria) -> list[tuple[bool, str, str]]:
    """Without any meter ID there is none to look up in the list: one reason, not two."""
    present = [meter for meter in asset.meter_ids if meter]
    listed = asked.meter_ids.intersection(present)
    return [
        (
            (asked.meter_id_required or bool(asked.meter_ids)) and not present,
            "no_meter_id",
            "No meter ID is given.",
        ),
        (
            bool(asked.meter_ids and present) and not listed,
            "meter_not_listed",
            "The meter ID is not on the operator's list for this zone.",
        ),
    ]


def _lengths(asset: Tested, asked: Criteria) -> list[tuple[bool, str, str]]:
    return [
        (
            _over(asset.response_time, asked.maximum_response_time),
            "response",
            f"The response time is over {duration_text(asked.maximum_response_time)} or not given.",
        ),
        (
            _over(asset.recovery_time, asked.maximum_recovery_time),
            "recovery",
            f"The recovery time is over {duration_text(asked.maximum_recovery_time)} or not given.",
        ),
        (
            _under(asset.min_runtime, asked.minimum_run_time),
            "runtime",
            f"The minimum run time is under {duration_text(asked.minimum_run_time)} or not given.",
        ),
    ]


def _over(value: timedelta | None, limit: timedelta | None) -> bool:
    return limit is not None and (value is None or value > limit)


def _under(value: timedelta | None, limit: timedelta | None) -> bool:
    return limit is not None and (value is None or value < limit)

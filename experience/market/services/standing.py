"""What a provider may bring to a competition: its qualified assets, its planned ones, and what they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from experience.market.models import (
    ApplicationStatus,
    Competition,
    FlexProvider,
    PlannedAsset,
    Qualification,
)
from experience.market.rules.directions import CAPACITY_FIELDS, capacity_field

CAPACITY_COLUMNS = tuple(CAPACITY_FIELDS.values())


@dataclass(frozen=True)
class Standing:
    """Assets and planned assets of one provider that may stand behind a bid, with the MW that each counts for."""

    flex: dict[str, Decimal]
    planned: dict[str, Decimal]

    @property
    def total(self) -> Decimal:
        return sum([*self.flex.values(), *self.planned.values()], Decimal(0))


def standing_of(provider: FlexProvider, competition: Competition) -> Standing:
    """The provider's standing in one competition; empty unless it is approved on the competition's DPS record."""
    return standings_of(provider, [competition])[competition.pk]


def standings_of(provider: FlexProvider, competitions: Iterable[Competition]) -> dict[str, Standing]:
    """Competition id -> the provider's standing in it. Three queries, however many competitions."""
    chosen = {competition.pk: competition for competition in competitions}
    wanted = {pk: capacity_field(each.need_direction, each.power_type) for pk, each in chosen.items()}
    approved = _approved_records(provider)
    standings = {pk: Standing({}, {}) for pk in chosen}
    admitted = {
        pk for pk, each in chosen.items() if each.dps_record_id is None or each.dps_record_id in approved
    }
    for competition_id, asset_id, *capacities in _qualified(provider, admitted):
        by_field = dict(zip(CAPACITY_COLUMNS, capacities, strict=True))
        standings[competition_id].flex[asset_id] = by_field[wanted[competition_id]] or Decimal(0)
    by_reference = {chosen[pk].reference: pk for pk in admitted}
    for planned in PlannedAsset.objects.filter(provider=provider, competition_reference__in=by_reference):
        competition_id = by_reference[planned.competition_reference]
        if planned.capacity_type.removesuffix("_capacity") == wanted[competition_id].removesuffix(
            "_capacity"
        ):
            standings[competition_id].planned[planned.pk] = planned.capacity_value
    return standings


def _approved_records(provider: FlexProvider) -> set[int]:
    approved = provider.applications.filter(status=ApplicationStatus.APPROVED)
    return set(approved.values_list("dps_record_id", flat=True))


def _qualified(provider: FlexProvider, competition_ids: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    """(competition id, asset id, each capacity) of the provider's assets that stand, in order of their references."""
    rows = Qualification.objects.standing().filter(competition__in=competition_ids, asset__provider=provider)
    columns = ("competition_id", "asset_id", *(f"asset__{name}" for name in CAPACITY_COLUMNS))
    return rows.order_by("asset__ref").values_list(*columns)

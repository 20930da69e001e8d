"""What a provider may bring to a competition: its qualified assets, its planned ones, and what they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from experience.market.models import Asset, Competition, FlexProvider, PlannedAsset, Qualification
from experience.market.rules.directions import capacity_field
from experience.market.services.pool import approved_providers


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
    """Competition id -> the provider's standing in it."""
    chosen = list(competitions)
    rows: dict[str, list[Asset]] = {competition.pk: [] for competition in chosen}
    qualified = Qualification.objects.standing().filter(competition__in=chosen, asset__provider=provider)
    for row in qualified.select_related("asset").order_by("asset__ref"):
        rows[row.competition_id].append(row.asset)
    references = [competition.reference for competition in chosen]
    planned = list(PlannedAsset.objects.filter(provider=provider, competition_reference__in=references))
    return {
        competition.pk: _standing(provider, competition, rows[competition.pk], planned)
        for competition in chosen
    }


def _standing(
    provider: FlexProvider, competition: Competition, assets: list[Asset], planned: list[PlannedAsset]
) -> Standing:
    if competition.dps_record_id and provider.pk not in approved_providers(competition):
        return Standing({}, {})
    wanted = capacity_field(competition.need_direction, competition.power_type)
    return Standing(
        flex={asset.pk: getattr(asset, wanted) or Decimal(0) for asset in assets},
        planned={
            each.pk: each.capacity_value
            for each in planned
            if each.competition_reference == competition.reference
            and each.capacity_type.removesuffix("_capacity") == wanted.removesuffix("_capacity")
        },
    )

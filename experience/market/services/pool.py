"""Assets as the automatic test needs them: read once, tested against many competitions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from experience.market.models import Application, ApplicationStatus, Asset, Competition
from experience.market.rules.criteria import read_criteria
from experience.market.rules.directions import capacity_field
from experience.market.rules.eligibility import Candidate, Terms, ineligibility_reasons
from experience.market.rules.places import Points, as_points, points_within, postcode_in


@dataclass(frozen=True)
class AssetPool:
    """Some assets with their positions side by side, so that an area is tested against all of them at once."""

    assets: Sequence[Asset]

    @cached_property
    def ids(self) -> set[str]:
        return {asset.id for asset in self.assets}

    @cached_property
    def placed(self) -> list[int]:
        return [
            index
            for index, asset in enumerate(self.assets)
            if asset.latitude is not None and asset.longitude is not None
        ]

    @cached_property
    def points(self) -> Points:
        return as_points([(self.assets[i].longitude, self.assets[i].latitude) for i in self.placed])

    def inside(self, competition: Competition) -> set[str]:
        """Ids of the assets within the competition's polygon and buffer, or by its postcodes."""
        found: set[str] = set()
        if competition.geometry and self.placed:
            hits = points_within(competition.geometry, float(competition.area_buffer), self.points)
            found = {self.assets[self.placed[hit]].id for hit in hits}
        if competition.postcodes:
            found |= {a.id for a in self.assets if postcode_in(a.postcode, competition.postcodes)}
        return found


def competition_terms(competition: Competition) -> Terms:
    record = competition.dps_record
    return Terms(
        capacity_field=capacity_field(competition.need_direction, competition.power_type),
        qualification_closed=competition.qualification_closed,
        dps_reference=record.reference if record else None,
        minimum_voltage=competition.minimum_connection_voltage,
        maximum_voltage=competition.maximum_connection_voltage,
        criteria=read_criteria(competition.criteria),
    )


def approved_providers(competition: Competition) -> set[str]:
    """Ids of the providers approved on the competition's DPS record."""
    if competition.dps_record_id is None:
        return set()
    approved = Application.objects.filter(
        dps_record_id=competition.dps_record_id, status=ApplicationStatus.APPROVED
    )
    return set(approved.values_list("provider_id", flat=True))


def judge(
    competition: Competition, assets: Iterable[Asset], inside: set[str], approved: set[str]
) -> dict[str, list[str]]:
    """Asset id -> why it is not eligible (empty: it is), for each asset given."""
    terms = competition_terms(competition)
    return {
        asset.id: ineligibility_reasons(
            Candidate(
                status=asset.status,
                asset_type=asset.asset_type,
                voltage_level=asset.voltage_level,
                capacity=getattr(asset, terms.capacity_field),
                created=asset.created,
                in_area=asset.id in inside,
                provider_approved=asset.provider_id in approved,
                connection_type=asset.connection_type,
                meter_ids=(asset.import_meter_id, asset.export_meter_id),
                response_time=asset.response_time,
                recovery_time=asset.recovery_time,
                min_runtime=asset.min_runtime,
            ),
            terms,
        )
        for asset in assets
    }

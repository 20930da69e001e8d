"""Assets as the automatic test needs them: read once, tested against many competitions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, Self

from django.db.models import QuerySet

from experience.market.models import Application, ApplicationStatus, Asset, Competition
from experience.market.rules.areas import BUFFER, INSIDE, as_points
from experience.market.rules.criteria import read_criteria
from experience.market.rules.directions import capacity_field
from experience.market.rules.eligibility import Candidate, Reason, Terms, ineligibility_reasons
from experience.market.rules.ground import Points
from experience.market.rules.postcodes import listed_name, names_of


class Looked(NamedTuple):
    """The columns of an asset that the test looks at."""

    id: str
    provider_id: str
    status: str
    asset_type: str
    voltage_level: Decimal
    created: datetime
    postcode: str
    latitude: float | None
    longitude: float | None
    import_meter_id: str
    export_meter_id: str
    connection_type: str
    response_time: timedelta | None
    recovery_time: timedelta | None
    min_runtime: timedelta | None
    max_runtime: timedelta | None
    active_import_capacity: Decimal | None
    active_export_capacity: Decimal | None
    reactive_import_capacity: Decimal | None
    reactive_export_capacity: Decimal | None


@dataclass(frozen=True)
class AssetPool:
    """Some assets with their positions side by side, so that an area is tested against all of them at once."""

    assets: Sequence[Looked]

    @classmethod
    def of(cls, assets: QuerySet[Asset]) -> Self:
        return cls([Looked(*row) for row in assets.values_list(*Looked._fields).iterator()])

    @classmethod
    def live(cls) -> Self:
        """All assets that can take part."""
        return cls.of(Asset.objects.exclude(status="archived"))

    @cached_property
    def by_id(self) -> dict[str, Looked]:
        return {asset.id: asset for asset in self.assets}

    @cached_property
    def placed(self) -> list[str]:
        return [each.id for each in self.assets if each.latitude is not None and each.longitude is not None]

    @cached_property
    def points(self) -> Points:
        return as_points([(self.by_id[pk].longitude, self.by_id[pk].latitude) for pk in self.placed])

    @cached_property
    def by_postcode(self) -> dict[str, list[str]]:
        """Postcode, sector or district -> ids."""
        found = defaultdict(list)
        for asset in self.assets:
            for name in names_of(asset.postcode):
                found[name].append(asset.id)
        return found

    def places(self, competition: Competition) -> dict[str, int]:
        """Id -> INSIDE or BUFFER, by the competition's polygons and boxes or by its postcodes; others are outside."""
        found: dict[str, int] = {}
        area = competition.area if self.placed else None
        if area is not None:
            places = area.places(self.points)
            for place in (BUFFER, INSIDE):
                found |= {self.placed[at]: place for at in (places == place).nonzero()[0]}
        for entry in competition.postcodes:
            found |= dict.fromkeys(self.by_postcode.get(listed_name(entry), ()), INSIDE)
        return found


def competition_terms(competition: Competition) -> Terms:
    record, windows = competition.dps_record, list(competition.service_windows.all())
    responses = _if_all_ask([window.required_response_time for window in windows])
    runs = _if_all_ask([window.minimum_run_time for window in windows])
    return Terms(
        capacity_field=capacity_field(competition.need_direction, competition.power_type),
        qualification_closed=competition.qualification_closed,
        dps_reference=record.reference if record else None,
        minimum_voltage=competition.minimum_connection_voltage,
        maximum_voltage=competition.maximum_connection_voltage,
        slowest_response=max(responses, default=None),
        shortest_run=min(runs, default=None),
        criteria=read_criteria(competition.criteria),
    )


def _if_all_ask(lengths: list[timedelta | None]) -> list[timedelta]:
    """What the windows ask; nothing as soon as one of them asks nothing."""
    asked = [length for length in lengths if length is not None]
    return asked if len(asked) == len(lengths) else []


def approved_providers(competition: Competition) -> set[str]:
    """Ids of the providers approved on the competition's DPS record."""
    if competition.dps_record_id is None:
        return set()
    approved = Application.objects.filter(
        dps_record_id=competition.dps_record_id, status=ApplicationStatus.APPROVED
    )
    return set(approved.values_list("provider_id", flat=True))


def judge(
    competition: Competition, assets: Iterable[Looked], inside: Iterable[str], approved: set[str]
) -> dict[str, list[Reason]]:
    """Asset id -> why it is not eligible (empty: it is), for each asset given."""
    terms, within = competition_terms(competition), set(inside)
    return {
        asset.id: ineligibility_reasons(
            Candidate(
                status=asset.status,
                asset_type=asset.asset_type,
                voltage_level=asset.voltage_level,
                capacity=getattr(asset, terms.capacity_field),
                created=asset.created,
                in_area=asset.id in within,
                provider_approved=asset.provider_id in approved,
                connection_type=asset.connection_type,
                meter_ids=(asset.import_meter_id, asset.export_meter_id),
                response_time=asset.response_time,
                recovery_time=asset.recovery_time,
                min_runtime=asset.min_runtime,
                max_runtime=asset.max_runtime,
            ),
            terms,
        )
        for asset in assets
    }

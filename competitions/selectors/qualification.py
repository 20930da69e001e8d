"""Our verdicts as pages show them: by competition and by asset, with every reason in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from assets.models import Asset, AssetStatus
from competitions.models import Competition, Opportunity, PicloStanding, Verdict
from competitions.models.verdict import PLACES
from competitions.rules.codes import Standing
from competitions.rules.fleet import megawatts
from competitions.rules.geometry import Place
from competitions.rules.places import Whereabouts, place_of
from competitions.rules.qualification import codes_of
from competitions.rules.reasons import Reason, reasons_of
from competitions.rules.states import STANDINGS, differs, piclos_word
from competitions.rules.wanted import Candidate, Wanted
from competitions.selectors.wanted import wanted_by
from portal.accounts.models import Membership
from portal.core.states import State

# What reasons are told of; the rest of an asset stays in the database.
LOOKED_AT = (
    "id", "name", "ref", "status", "piclo_id", "push_state", "longitude", "latitude", "postcode",
    "voltage_level_kv", "active_export_capacity_mw", "active_import_capacity_mw",
    "reactive_export_capacity_mvar", "reactive_import_capacity_mvar", "uploaded_at", "response_time",
    "min_runtime", "max_runtime", "recovery_time", "asset_type", "connection_type", "import_meter_id",
    "export_meter_id",
)  # fmt: skip
# The same of a related asset.
LOOKED_AT_THERE = tuple(f"asset__{name}" for name in LOOKED_AT)


@dataclass(frozen=True)
class Told:
    """A verdict in words, beside Piclo's own word where it has spoken."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    word: State | None
    # Piclo's own reasons, in its words.
    their_reasons: tuple[str, ...] = ()

    @property
    def asset(self) -> Asset:
        return self.verdict.asset

    @property
    def competition(self) -> Competition:
        return self.verdict.competition

    @property
    def capacity_mw(self) -> Decimal:
        """MW (MVAr) in the direction that the competition needs."""
        return megawatts(self.verdict.capacity_w)

    @property
    def differs(self) -> bool:
        """Whether Piclo says otherwise than we do: the firmer word is Piclo's."""
        return differs(Standing(self.verdict.standing), self.word)

    @property
    def shown(self) -> State:
        return STANDINGS[Standing(self.verdict.standing)]


def verdicts_in(competition: Competition, standings: Iterable[Standing] = Standing) -> QuerySet[Verdict]:
    """Verdicts on our assets in a competition, the best and the largest first."""
    found = Verdict.objects.filter(competition=competition, standing__in=[one.value for one in standings])
    return found.order_by("standing", "-capacity_w", "asset_id")


def verdicts_on(asset: Asset, member: Membership, now: datetime) -> QuerySet[Verdict]:
    """Verdicts on an asset in the competitions that can still be joined: the best first, then the first to close."""
    joinable = Competition.objects.visible_to(member).joinable(now)
    found = Verdict.objects.filter(asset=asset, competition__in=joinable).select_related("competition")
    return found.order_by("standing", "competition__closed_at", "competition_id").defer(
        "competition__raw", "competition__boundary"
    )


def told(verdicts: QuerySet[Verdict] | Sequence[Verdict], now: datetime) -> list[Told]:
    """Verdicts of one page in words. Give them with their asset; a constant number of queries."""
    rows = list(verdicts)
    wanted = wanted_by({row.competition_id for row in rows})
    words = words_on({(row.competition_id, row.asset_id): row.asset.piclo_id for row in rows})
    return [
        Told(
            row,
            reasons_of(
                row.codes, wanted[row.competition_id], candidate_of(row.asset, PLACES[row.place]), now
            ),
            *words[row.competition_id, row.asset_id],
        )
        for row in rows
        if row.competition_id in wanted
    ]


Word = tuple[State | None, tuple[str, ...]]


def words_on(pairs: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], Word]:
    """Piclo's word and reasons on pairs of competition and asset, given with the asset's id at Piclo: two queries."""
    competition_ids = {competition_id for competition_id, _ in pairs}
    qualified = qualified_in(competition_ids)
    rows = PicloStanding.objects.standing().filter(
        competition__in=competition_ids, asset__in={asset_id for _, asset_id in pairs}
    )
    said = {(row.competition_id, row.asset_id): row for row in rows}
    found: dict[tuple[int, int], Word] = {}
    for pair, piclo_id in pairs.items():
        row = said.get(pair)
        word = piclos_word(piclo_id, qualified.get(pair[0]), row.status if row else "")
        found[pair] = (word, tuple(row.reasons) if row else ())
    return found


def explained(asset: Asset, competition: Competition, now: datetime) -> tuple[Reason, ...]:
    """Every reason of any one pair, near or far, by the same rule: for those that no row is kept of."""
    at = Asset.objects.located().get(pk=asset.pk)
    located = (at.at_longitude, at.at_latitude)  # type: ignore[attr-defined]
    place = place_of(competition.area, competition.postcodes, Whereabouts(*located, asset.postcode))
    wanted = wanted_by([competition.pk])[competition.pk]
    candidate = candidate_of(asset, place, is_placed=None not in located)
    return reasons_of(codes_of(wanted, candidate, now), wanted, candidate, now)


def candidate_of(asset: Asset, place: Place, *, is_placed: bool = True) -> Candidate:
    """What the tests look at in an asset."""
    return Candidate(
        place=place,
        is_archived=asset.status == AssetStatus.ARCHIVED,
        voltage_kv=asset.voltage_level_kv,
        active_export=asset.active_export_capacity_mw,
        active_import=asset.active_import_capacity_mw,
        reactive_export=asset.reactive_export_capacity_mvar,
        reactive_import=asset.reactive_import_capacity_mvar,
        uploaded_at=asset.uploaded_at,
        response_time=asset.response_time,
        min_runtime=asset.min_runtime,
        max_runtime=asset.max_runtime,
        recovery_time=asset.recovery_time,
        asset_type=asset.asset_type,
        connection_type=asset.connection_type,
        meters=(asset.import_meter_id, asset.export_meter_id),
        is_placed=is_placed,
    )


def qualified_in(competition_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Piclo's ids of our qualified assets, by competition that it has spoken about."""
    standing = Opportunity.objects.standing().filter(competition_id__in=competition_ids)
    return {pk: frozenset(ids) for pk, ids in standing.values_list("competition_id", "flex_asset_ids")}


def wanted_in(competition: Competition) -> Wanted:
    """What one competition asks."""
    return wanted_by([competition.pk])[competition.pk]

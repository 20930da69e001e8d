"""Our assets against competitions: which would qualify, and every reason why not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assets.models import Asset, AssetStatus
from competitions.models import Competition, Opportunity, ServiceWindow
from competitions.rules.geometry import Area, Place
from competitions.rules.places import Whereabouts, places_of
from competitions.rules.qualification import (
    Candidate,
    Judgement,
    Reason,
    Verdict,
    Wanted,
    Window,
    judge,
    size_doubts,
)
from competitions.rules.states import QUALIFIED, VERDICTS, piclos_word
from portal.accounts.models import Membership
from portal.core.states import State

# What the tests look at; the rest of an asset stays in the database.
LOOKED_AT = (
    "pk", "name", "ref", "status", "piclo_id", "longitude", "latitude", "postcode", "voltage_level_kv",
    "active_export_capacity_mw", "active_import_capacity_mw", "reactive_export_capacity_mvar",
    "reactive_import_capacity_mvar", "uploaded_at", "response_time", "max_runtime",
)  # fmt: skip
TABS = (
    ("", "Worth a look"),
    (Verdict.FITS.value, "Fit"),
    (Verdict.DOUBTFUL.value, "Doubtful"),
    (Verdict.DOES_NOT_FIT.value, "Do not fit"),
)
ORDER = {Verdict.FITS: 0, Verdict.DOUBTFUL: 1, Verdict.DOES_NOT_FIT: 2}


@dataclass(frozen=True)
class AssetVerdict:
    """One of our assets against a competition: our reading, and Piclo's word where it has spoken."""

    asset: Asset
    place: Place
    judgement: Judgement
    word: State | None

    @property
    def shown(self) -> State:
        return VERDICTS[self.judgement.verdict]


@dataclass(frozen=True)
class CompetitionVerdict:
    """One competition against an asset."""

    competition: Competition
    judgement: Judgement
    word: State | None

    @property
    def shown(self) -> State:
        return VERDICTS[self.judgement.verdict]


@dataclass(frozen=True)
class Qualification:
    """All our assets against one competition, those that fit first."""

    verdicts: list[AssetVerdict]
    fitting_mw: Decimal
    doubts: list[Reason]
    area: Area | None

    def shown(self, which: str) -> list[AssetVerdict]:
        """Those of one verdict; otherwise those worth a look: all but what neither we nor Piclo think fits."""
        if which in set(Verdict):
            return [one for one in self.verdicts if one.judgement.verdict == which]
        return [
            one
            for one in self.verdicts
            if one.judgement.verdict is not Verdict.DOES_NOT_FIT or one.word is QUALIFIED
        ]

    @property
    def tabs(self) -> list[tuple[str, str, int]]:
        """What may be shown: (code, word, how many)."""
        return [(code, word, len(self.shown(code))) for code, word in TABS]


def qualification_for(competition: Competition, now: datetime) -> Qualification:
    """Every asset of the competition's organisation that is not archived, judged."""
    assets = list(Asset.objects.filter(organisation_id=competition.organisation_id).live().only(*LOOKED_AT))
    wanted = wanted_by([competition])[competition.pk]
    area = competition.area
    places = places_of(area, competition.postcodes, [_whereabouts(asset) for asset in assets])
    qualified = _qualified([competition.pk]).get(competition.pk)
    verdicts = [
        AssetVerdict(
            asset,
            place,
            judge(wanted, candidate_of(asset, place), now),
            piclos_word(asset.piclo_id, qualified),
        )
        for asset, place in zip(assets, places, strict=True)
    ]
    verdicts.sort(
        key=lambda one: (ORDER[one.judgement.verdict], -one.judgement.capacity, one.asset.name.lower())
    )
    fitting = sum(
        (one.judgement.capacity for one in verdicts if one.judgement.verdict is Verdict.FITS), Decimal(0)
    )
    return Qualification(verdicts, fitting, size_doubts(wanted.windows, fitting), area)


def qualification_of(asset: Asset, member: Membership, now: datetime) -> list[CompetitionVerdict]:
    """One asset against every competition that can still be joined; where it fits first, then by close."""
    competitions = list(
        Competition.objects.visible_to(member).joinable(now).defer("raw").order_by("closed_at")
    )
    wanted = wanted_by(competitions)
    qualified = _qualified([competition.pk for competition in competitions])
    whereabouts = _whereabouts(asset)
    found = []
    for competition in competitions:
        (place,) = places_of(competition.area, competition.postcodes, [whereabouts])
        judgement = judge(wanted[competition.pk], candidate_of(asset, place), now)
        word = piclos_word(asset.piclo_id, qualified.get(competition.pk))
        found.append(CompetitionVerdict(competition, judgement, word))
    return sorted(found, key=lambda one: ORDER[one.judgement.verdict])


def wanted_by(competitions: Sequence[Competition]) -> dict[int, Wanted]:
    """What competitions ask of an asset, with their windows in one query."""
    windows = _windows_of([competition.pk for competition in competitions])
    return {
        competition.pk: Wanted(
            competition.need_direction,
            competition.power_type,
            competition.minimum_connection_voltage_kv,
            competition.maximum_connection_voltage_kv,
            competition.qualification_closed_at,
            tuple(windows[competition.pk]),
        )
        for competition in competitions
    }


def candidate_of(asset: Asset, place: Place) -> Candidate:
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
        max_runtime=asset.max_runtime,
    )


def _windows_of(competition_ids: Iterable[int]) -> dict[int, list[Window]]:
    rows = ServiceWindow.objects.filter(period__competition_id__in=competition_ids, gone_at=None).values_list(
        "period__competition_id",
        "name",
        "minimum_aggregate_asset_size_mw",
        "minimum_run_time",
        "required_response_time",
    )
    windows = defaultdict(list)
    for competition_id, name, size, run, response in rows.order_by("period__start_on", "start_time", "pk"):
        windows[competition_id].append(Window(name, size, run, response))
    return windows


def _qualified(competition_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Piclo's ids of our qualified assets, by competition that it has spoken about."""
    standing = Opportunity.objects.standing().filter(competition_id__in=competition_ids)
    return {pk: frozenset(ids) for pk, ids in standing.values_list("competition_id", "flex_asset_ids")}


def _whereabouts(asset: Asset) -> Whereabouts:
    return Whereabouts(asset.longitude, asset.latitude, asset.postcode)

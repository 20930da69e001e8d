"""An operator's verbs about who may take part: a competition's criteria, an asset's standing, the word on it."""

import re
from datetime import datetime
from typing import Any

import msgspec

from experience.market.models import Asset, Competition, Qualification
from experience.market.records.criteria import criteria_record
from experience.market.records.qualification import qualification_record
from experience.market.rules.areas import BUFFER, INSIDE
from experience.market.services import judging
from experience.market.services.criteria import set_criteria
from experience.market.services.pool import AssetPool
from experience.operator_api import finding

Said = dict[str, Any]
PLACES = {INSIDE: "inside", BUFFER: "buffer"}


class Override(msgspec.Struct, forbid_unknown_fields=True):
    """Let an asset into a competition (+), keep it out (-), or take that word back (none)."""

    competition: str
    asset: str
    word: str
    reason: str = ""


class Criteria(msgspec.Struct, forbid_unknown_fields=True):
    """Ask exactly this of a competition's assets; what is left out asks nothing. Lists are words between commas."""

    competition: str
    asset_types: str = ""
    connection_types: str = ""
    meter_id_required: bool = False
    meter_ids: str = ""
    meter_ids_hidden: bool = False
    maximum_response_time: str = ""
    maximum_recovery_time: str = ""
    minimum_run_time: str = ""


class Explain(msgspec.Struct, forbid_unknown_fields=True):
    """Say how an asset stands in a competition, and why."""

    competition: str
    asset: str


def override(order: Override, by: str, now: datetime) -> Said:
    competition, asset = finding.competition_named(order.competition), finding.asset_named(order.asset)
    word = "" if order.word == "none" else order.word
    judging.override_qualification(competition, asset, word, order.reason, by=by, now=now)
    return {"competition": competition.reference, "asset": asset.ref, "override": order.word}


def criteria(order: Criteria, by: str, now: datetime) -> Said:
    competition = finding.competition_named(order.competition)
    changed = set_criteria(competition.pk, _asked(order), by=by, now=now)
    return {"competition": changed.reference, "criteria": criteria_record(changed.criteria)}


def explain(order: Explain, by: str, now: datetime) -> Said:
    """By the rules as they stand at this moment, and what providers are told."""
    competition, asset = finding.competition_named(order.competition), finding.asset_named(order.asset)
    pool = AssetPool.of(Asset.objects.filter(pk=asset.pk))
    reasons = judging.explain(competition, asset)
    return {
        "competition": competition.reference,
        "asset": asset.ref,
        "place": PLACES.get(pool.places(competition).get(asset.pk, 0), "outside"),
        "reasons": [reason.words for reason in reasons],
        "codes": [reason.code for reason in reasons],
        "told": _told(competition, asset, now),
    }


def _told(competition: Competition, asset: Asset, now: datetime) -> str | None:
    """The status that the provider reads; None while there is no word on the asset."""
    row = Qualification.objects.filter(competition=competition, asset=asset).first()
    if row is None:
        return None
    applications = {each.dps_record_id: each for each in asset.provider.applications.all()}
    return str(qualification_record(row, applications, now)["status"])


def _asked(order: Criteria) -> Said:
    lists = {
        name: re.split(r"[\s,;]+", text.strip())
        for name in ("asset_types", "connection_types", "meter_ids")
        if (text := getattr(order, name)).strip()
    }
    lengths = ("maximum_response_time", "maximum_recovery_time", "minimum_run_time")
    flags = ("meter_id_required", "meter_ids_hidden")
    return lists | {name: getattr(order, name) for name in (*lengths, *flags) if getattr(order, name)}

"""One pass of judging: due competitions against all assets, then due assets against the other competitions.

A verdict is only kept for an asset inside an area or its buffer, so that a pass costs what is near and not all pairs.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from psycopg import sql

from competitions.judging.due import Due, due_assets, due_competitions
from competitions.judging.eligibility import store_eligibility
from competitions.judging.grounds import prepare_grounds
from competitions.judging.judge import found_in_parts, found_verdicts
from competitions.judging.storing import NOTHING, store_verdicts
from competitions.models import Competition, Ground, Judged
from competitions.models.competition import CompetitionQuerySet
from competitions.rules.fleet import Rows
from competitions.rules.pairs import Indices
from competitions.selectors.fleet import read_fleet
from competitions.selectors.grounds import listed_postcodes, read_drawn
from competitions.selectors.wanted import read_asked
from portal.core.among import among
from portal.core.columns import instant_number, write_columns
from portal.piclo.locks import held_lock

OF_COMPETITIONS = sql.SQL("competition_id = ANY({})")
OF_ASSETS = sql.SQL("asset_id = ANY({}) AND competition_id = ANY({})")
JUDGED = {"competition_id": "i8", "seen_modified_at": "i8", "approved": "?", "judged_at": "i8"}
Clock = Callable[[], datetime]
# Up to so many areas, or assets, only what is near them is read; beyond that all of it is the shorter way.
FEW = 50


def judge_due(*, now: Clock = timezone.now) -> int:
    """Judge what is due in every organisation that has competitions; how many verdicts' assets changed."""
    organisations = Competition.objects.order_by().values_list("organisation_id", flat=True).distinct()
    return sum(judge_organisation(organisation_id, now()) for organisation_id in organisations)


def judge_organisation(organisation_id: int, now: datetime) -> int:
    """Bring an organisation's verdicts up to date; on how many assets one changed. One judge at a time."""
    with held_lock(f"judging-{organisation_id}") as alone:
        if not alone:
            return 0
        competitions = due_competitions(organisation_id, now)
        assets = due_assets(organisation_id)
        if not competitions and not len(assets):
            return 0
        prepare_grounds([one.pk for one in competitions])
        return _judge(organisation_id, competitions, assets, now)


@transaction.atomic
def _judge(organisation_id: int, competitions: list[Due], assets: Rows, now: datetime) -> int:
    due = [competition.pk for competition in competitions]
    open_now = [one.pk for one in competitions if one.gone_at is None]
    changed = _competitions_against_all(organisation_id, due, open_now, now)
    others = (
        Competition.objects.filter(organisation_id=organisation_id).joinable(now).exclude(pk__in=among(due))
    )
    if len(assets) and others.exists():
        changed = np.union1d(changed, _assets_against_others(organisation_id, assets["id"], others, now))
    store_eligibility(organisation_id, assets, changed, now)
    _remember(competitions, now)
    return len(changed)


def _competitions_against_all(
    organisation_id: int, due: list[int], open_now: list[int], now: datetime
) -> Indices:
    """Due competitions against the assets near them, or against all; the assets of which a verdict changed."""
    if not due:
        return np.empty(0, np.int64)
    mine = Ground.objects.filter(competition_id__in=among(open_now))
    drawn, listed = read_drawn(mine), listed_postcodes(mine)
    near = drawn.boxes if len(drawn.keys) <= FEW and not listed else None
    asked = read_asked({*drawn.keys, *listed})
    with ThreadPoolExecutor(1) as aside:
        # The database is waited for meanwhile.
        grounds, wanted = aside.submit(drawn.grounds), aside.submit(asked.wanted)
        fleet = read_fleet(organisation_id, near=near, words=_asks_words(open_now))
    changed, rest = [], set(due)
    for found in found_in_parts(drawn.keys, grounds.result(), listed, wanted.result(), fleet, now):
        changed.append(
            store_verdicts(found.verdicts, OF_COMPETITIONS.format(sql.Literal(found.competitions)))
        )
        rest.difference_update(found.competitions)
    # Gone, or drawn no more.
    changed.append(store_verdicts(NOTHING, OF_COMPETITIONS.format(sql.Literal(sorted(rest)))))
    return np.unique(np.concatenate(changed))


def _assets_against_others(
    organisation_id: int, asset_ids: Indices, others: CompetitionQuerySet, now: datetime
) -> Indices:
    """Due assets against the competitions that are not due themselves; the assets of which a verdict changed."""
    ids = asset_ids.tolist()
    fleet = read_fleet(organisation_id, ids=ids)
    mine = Ground.objects.filter(competition__in=others)
    drawn = read_drawn(mine.filter(_around(fleet)) if len(fleet) <= FEW else mine)
    found = found_verdicts(drawn.keys, drawn.grounds(), listed_postcodes(mine), fleet, now)
    joinable = list(others.values_list("pk", flat=True))
    return store_verdicts(found, OF_ASSETS.format(sql.Literal(ids), sql.Literal(joinable)))


def _around(fleet: Rows) -> Q:
    """Areas whose box holds one of these assets."""
    found = Q(pk__in=[])
    for at in fleet[np.isfinite(fleet["longitude"])]:
        east, north = float(at["longitude"]), float(at["latitude"])
        found |= Q(west__lte=east, east__gte=east, south__lte=north, north__gte=north)
    return found


def _asks_words(competition_ids: list[int]) -> bool:
    """Whether any of these competitions has lists of types or meters."""
    return Competition.objects.filter(pk__in=among(competition_ids)).exclude(criteria={}).exists()


def _remember(competitions: list[Due], now: datetime) -> None:
    """As what these were judged."""
    rows = np.empty(len(competitions), list(JUDGED.items()))
    rows["competition_id"] = [one.pk for one in competitions]
    rows["seen_modified_at"] = [instant_number(one.modified_at) for one in competitions]
    rows["approved"] = [one.approved for one in competitions]
    rows["judged_at"] = instant_number(now)
    Judged.objects.filter(pk__in=among(rows["competition_id"].tolist())).delete()
    write_columns(sql.Identifier(Judged._meta.db_table), rows)

"""The automatic test of assets against competitions, and the operator's overrides."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q

from experience.market.errors import Refused
from experience.market.models import Application, Asset, Competition, Override, Qualification
from experience.market.rules.eligibility import Reason
from experience.market.services.events import note
from experience.market.services.pool import AssetPool, approved_providers, judge

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# An asset's row can become visible a moment after the instant in its `modified`.
SLACK = timedelta(seconds=5)
BATCH = 2_000


def judge_due(*, now: datetime) -> int:
    """Test what has changed, in every competition that still takes assets; once more when its qualification closes.

    Returns how many competitions were looked at.
    """
    due = list(_competitions_due(now))
    if not due:
        return 0
    decided = Application.objects.aggregate(last=Max("decided_at"))["last"]
    afresh = [each for each in due if _needs_all(each, decided, now)]
    others = [each for each in due if each not in afresh]
    if afresh:
        pool = AssetPool.live()
        for competition in afresh:
            judge_competition(competition, now=now, pool=pool)
    if others:
        since = min(each.judged_at for each in others if each.judged_at) - SLACK
        pool = AssetPool.of(Asset.objects.filter(modified__gte=since))
        for competition in others:
            judge_competition(competition, now=now, pool=pool)
    return len(due)


def _competitions_due(now: datetime) -> list[Competition]:
    changed = Asset.objects.aggregate(last=Max("modified"))["last"] or NEVER
    decided = Application.objects.aggregate(last=Max("decided_at"))["last"] or changed
    taking = Q(qualification_closed__gt=now) & Q(judged_at__lt=max(changed, decided) + SLACK)
    at_the_close = Q(qualification_closed__lte=now) & Q(judged_at__lt=F("qualification_closed"))
    due = Q(judged_at__isnull=True) | taking | at_the_close
    rows = Competition.objects.filter(due, closed__gt=now).select_related("dps_record")
    return list(rows.prefetch_related("service_windows"))


def _needs_all(competition: Competition, decided: datetime | None, now: datetime) -> bool:
    judged = competition.judged_at
    if judged is None or competition.qualification_closed <= now:
        return True
    return decided is not None and judged < decided + SLACK


@transaction.atomic
def judge_competition(competition: Competition, *, now: datetime, pool: AssetPool | None = None) -> None:
    """Test a pool of assets (all, when none is given) against one competition and keep how each near it did.

    An asset that has passed and no longer does keeps its row, marked: an override may still speak for it.
    """
    pool = pool or AssetPool.live()
    inside = pool.places(competition)
    rows = {row.asset_id: row for row in _rows(competition, pool)}
    near = [pool.by_id[asset_id] for asset_id in inside.keys() | rows.keys() if asset_id in pool.by_id]
    reasons = judge(competition, near, inside, approved_providers(competition))
    words = {asset_id: [reason.words for reason in found] for asset_id, found in reasons.items()}
    turned = [row for row in rows.values() if row.reasons != words[row.asset_id]]
    for row in turned:
        row.reasons, row.modified = words[row.asset_id], now
        row.eligible = not row.reasons
    Qualification.objects.bulk_update(turned, ["eligible", "reasons", "modified"], batch_size=BATCH)
    Qualification.objects.bulk_create(
        [
            Qualification(
                competition=competition,
                asset_id=asset_id,
                eligible=not words[asset_id],
                reasons=words[asset_id],
                modified=now,
            )
            for asset_id in sorted(words.keys() - rows.keys())
            if pool.by_id[asset_id].status != "archived"
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    Competition.objects.filter(pk=competition.pk).update(judged_at=now)
    competition.judged_at = now


def _rows(competition: Competition, pool: AssetPool) -> list[Qualification]:
    """The standing rows of the pool's assets."""
    kept = Qualification.objects.filter(competition=competition)
    if len(pool.assets) <= BATCH:
        return list(kept.filter(asset__in=pool.by_id))
    return [row for row in kept if row.asset_id in pool.by_id]


def explain(competition: Competition, asset: Asset) -> list[Reason]:
    """Why an asset is not eligible; nothing when it is."""
    pool = AssetPool.of(Asset.objects.filter(pk=asset.pk))
    return judge(competition, pool.assets, pool.places(competition), approved_providers(competition))[
        asset.pk
    ]


@transaction.atomic
def override_qualification(
    competition: Competition, asset: Asset, override: str, reason: str, *, by: str, now: datetime
) -> Qualification:
    """Let an asset in (`+`), keep it out (`-`), or take the operator's word back (empty)."""
    if override not in Override.values:
        raise Refused({"override": [f'"{override}" is not a valid choice: +, - or empty.']})
    words = [each.words for each in explain(competition, asset)]
    said = {"override": override, "override_reason": reason, "modified": now}
    row, _ = Qualification.objects.update_or_create(
        competition=competition,
        asset=asset,
        defaults=said,
        create_defaults={**said, "eligible": not words, "reasons": words},
    )
    told = f"{asset.ref} in {competition.reference}: {Override(override).label}. {reason}".strip()
    note("qualification.overridden", competition.pk, told, by=by, now=now)
    return row

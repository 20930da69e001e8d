"""What is done with many assets at once: each a transaction that locks them, an event for each and one for all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, TextField, Value, When

from assets.models import Asset, AssetGroup, AssetStatus, PushState
from assets.models.asset import AssetQuerySet
from assets.models.pushed import ON_ITS_WAY
from assets.selectors.clashes import clashing_when_live
from assets.services.common import judged_alone
from assets.services.errors import AssetError
from assets.services.groups import add_to_group, take_from_group
from assets.services.push_runs import start_run
from assets.tasks import push_waiting_assets
from portal.accounts.models import Membership
from portal.audit.services import Decided, record_event, record_events
from portal.core.doorbell import ring


class SelectionMovedError(AssetError):
    """Other assets are found by the filter than somebody agreed to. `count` is how many there are now."""

    def __init__(self, agreed: int, count: int) -> None:
        super().__init__(f"The filter found {agreed:,} assets when you were asked, and finds {count:,} now.")
        self.count = count


@dataclass(frozen=True)
class Done:
    """What became of the chosen assets. `kept` are the names of those that could not be changed."""

    changed: int
    unchanged: int
    asked: int = 0
    kept: tuple[str, ...] = ()
    group: AssetGroup | None = None


@dataclass(frozen=True)
class _Chosen:
    """As much of a locked asset as its change needs."""

    pk: int
    label: str
    status: str


def set_status_of_many(
    *,
    assets: AssetQuerySet,
    status: str,
    by: Membership,
    now: datetime,
    agreed: int | None = None,
    send: bool = False,
) -> Done:
    """Give the member's `assets` a status; with `send` also ask for those that changed to be sent.

    An archived asset whose MPAN a live one has by now, without either saying that it is shared, stays archived.
    Raises SelectionMovedError where `agreed` is another number than that of the assets.
    """
    with transaction.atomic():
        chosen = _locked(assets, by, agreed)
        moving = [one for one in chosen if one.status != status]
        kept = _kept_archived(moving, by)
        moved = [one for one in moving if one.pk not in kept]
        _set_status(moved, status, by, now)
        asked = _ask(Asset.objects.filter(pk__in=[one.pk for one in moved]), by, now) if send else 0
    return Done(
        changed=len(moved),
        unchanged=len(chosen) - len(moving),
        asked=asked,
        kept=tuple(one.label for one in moving if one.pk in kept),
    )


def archive_many(*, assets: AssetQuerySet, by: Membership, now: datetime, agreed: int | None = None) -> Done:
    """Take the member's `assets` out of everything to come; Piclo is told of those that it has."""
    with transaction.atomic():
        chosen = _locked(assets, by, agreed)
        moved = [one for one in chosen if one.status != AssetStatus.ARCHIVED]
        _set_status(moved, AssetStatus.ARCHIVED, by, now)
        known = Asset.objects.filter(pk__in=[one.pk for one in moved]).exclude(piclo_id="")
        asked = _ask(known, by, now)
    return Done(changed=len(moved), unchanged=len(chosen) - len(moved), asked=asked)


def push_many(*, assets: AssetQuerySet, by: Membership, now: datetime, agreed: int | None = None) -> Done:
    """Ask for those of the member's `assets` that can be sent; the rest is in step or on its way."""
    with transaction.atomic():
        chosen = _locked(assets, by, agreed)
        asked = _ask(Asset.objects.filter(pk__in=[one.pk for one in chosen]), by, now)
    return Done(changed=asked, unchanged=len(chosen) - asked, asked=asked)


def group_many(
    *,
    assets: AssetQuerySet,
    by: Membership,
    now: datetime,
    agreed: int | None = None,
    group: AssetGroup | None = None,
    name: str = "",
) -> Done:
    """Put the member's `assets` into a group of theirs, or into a new one. Raises GroupNameError."""
    with transaction.atomic():
        chosen = _locked(assets, by, agreed)
        found, joined = add_to_group(assets=_of(chosen), by=by, now=now, group=group, name=name)
    return Done(changed=joined, unchanged=len(chosen) - joined, group=found)


def ungroup_many(
    *, assets: AssetQuerySet, group: AssetGroup, by: Membership, now: datetime, agreed: int | None = None
) -> Done:
    """Take the member's `assets` out of a group of theirs."""
    with transaction.atomic():
        chosen = _locked(assets, by, agreed)
        left = take_from_group(group=group, assets=_of(chosen), by=by, now=now)
    return Done(changed=left, unchanged=len(chosen) - left, group=group)


def _locked(assets: AssetQuerySet, by: Membership, agreed: int | None) -> list[_Chosen]:
    """The member's `assets`, held until the transaction ends, in the order in which everybody locks them."""
    mine = Asset.objects.visible_to(by).filter(pk__in=assets.order_by().values("pk"))
    rows = mine.order_by("pk").select_for_update().values_list("pk", "name", "ref", "status")
    chosen = [_Chosen(pk, name or ref, status) for pk, name, ref, status in rows]
    if agreed is not None and agreed != len(chosen):
        raise SelectionMovedError(agreed, len(chosen))
    return chosen


def _of(chosen: Collection[_Chosen]) -> AssetQuerySet:
    return Asset.objects.filter(pk__in=[one.pk for one in chosen])


def _kept_archived(moving: Collection[_Chosen], by: Membership) -> set[int]:
    """The keys of archived assets that may not come back: another live one has their meter."""
    waking = [one.pk for one in moving if one.status == AssetStatus.ARCHIVED]
    if waking:
        judged_alone(by)
    return clashing_when_live(waking, organisation_id=by.organisation_id)


def _set_status(moved: Collection[_Chosen], status: str, by: Membership, now: datetime) -> None:
    """The next version of each: what is on its way to Piclo stays so, its sender sees the version move."""
    if not moved:
        return
    on_its_way = When(push_state__in=ON_ITS_WAY, then=F("push_state"))
    words = When(push_state__in=ON_ITS_WAY, then=F("push_words"))
    _of(moved).update(
        status=status,
        version=F("version") + 1,
        modified_at=now,
        push_state=Case(on_its_way, default=Value(PushState.NOT_SENT)),
        push_words=Case(words, default=Value(""), output_field=TextField()),
    )
    archived = status == AssetStatus.ARCHIVED
    record_events(
        kind="asset.archived" if archived else "asset.changed",
        organisation_id=by.organisation_id,
        actor_id=by.user_id,
        model=Asset,
        decided=[
            Decided(one.pk, one.label, before={"status": one.status}, after={"status": status})
            for one in moved
        ],
        at=now,
    )
    _record("assets.archived" if archived else "assets.changed", by, now, assets=len(moved), status=status)


def _ask(assets: AssetQuerySet, by: Membership, now: datetime) -> int:
    """Ask for what can be sent of `assets`; how many that are."""
    asked = start_run(assets=assets, by=by, now=now)
    if asked:
        ring(push_waiting_assets)
    return asked


def _record(kind: str, by: Membership, now: datetime, **after: Any) -> None:
    record_event(
        kind=kind,
        organisation_id=by.organisation_id,
        actor_id=by.user_id,
        subject=by.organisation,
        at=now,
        after=after,
    )

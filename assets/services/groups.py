"""Groups of assets: made, renamed, deleted, joined and left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction

from assets.models import Asset, AssetGroup
from assets.models.asset import AssetQuerySet
from assets.records.groups import Acting, Belonging, join_groups, leave_group, make_groups
from assets.rules.groups import fault_of_name, tidy_name
from assets.services.common import record
from assets.services.errors import AssetError
from portal.accounts.models import Membership


class GroupNameError(AssetError):
    """A group cannot be called that, or another one is."""


def create_group(*, by: Membership, name: str, now: datetime) -> AssetGroup:
    """Make a group that holds nothing yet. Raises GroupNameError."""
    group = AssetGroup(organisation_id=by.organisation_id, name=_named(name))
    with transaction.atomic(), _once():
        group.save(force_insert=True)
        record("asset-group.created", group, by, now, after={"name": group.name})
    return group


def rename_group(*, group_id: int, by: Membership, name: str, now: datetime) -> AssetGroup:
    """Give a group another name; the same one changes nothing. Raises GroupNameError."""
    name = _named(name)
    with transaction.atomic(), _once():
        group = locked_group(group_id, by)
        before, group.name = group.name, name
        if before != name:
            group.save()
            record("asset-group.renamed", group, by, now, {"name": before}, {"name": name})
    return group


def delete_group(*, group_id: int, by: Membership, now: datetime) -> AssetGroup:
    """Drop a group; its assets stay as they are."""
    with transaction.atomic():
        group = locked_group(group_id, by)
        members = list(group.assets.values_list("pk", flat=True))
        leave_group(group, members, _acting(by, now))
        record("asset-group.deleted", group, by, now, {"name": group.name, "assets": len(members)})
        AssetGroup.objects.filter(pk=group.pk).delete()
    return group


def add_to_group(
    *, assets: AssetQuerySet, by: Membership, now: datetime, group: AssetGroup | None = None, name: str = ""
) -> tuple[AssetGroup, int]:
    """Put the member's `assets` into a group of theirs, or into the one called `name`, made where it is not there.

    Gives the group and how many assets are new in it. Raises GroupNameError.
    """
    acting = _acting(by, now)
    with transaction.atomic():
        key = group.pk if group else make_groups([wanted := _named(name)], acting)[wanted]
        found = locked_group(key, by)
        chosen = Asset.objects.visible_to(by).filter(pk__in=assets.order_by().values("pk"))
        joined = join_groups({found.pk: list(chosen.values_list("pk", flat=True))}, acting)
        if joined:
            record("asset-group.joined", found, by, now, after={"assets": joined})
    return found, joined


def take_from_group(*, group: AssetGroup, assets: AssetQuerySet, by: Membership, now: datetime) -> int:
    """Take assets out of a group; how many were in it."""
    with transaction.atomic():
        found = locked_group(group.pk, by)
        members = Belonging.objects.filter(
            assetgroup_id=found.pk, asset_id__in=assets.order_by().values("pk")
        )
        left = leave_group(found, list(members.values_list("asset_id", flat=True)), _acting(by, now))
        if left:
            record("asset-group.left", found, by, now, after={"assets": left})
    return left


def locked_group(group_id: int, by: Membership) -> AssetGroup:
    return AssetGroup.objects.visible_to(by).select_for_update().get(pk=group_id)


def _named(name: str) -> str:
    """A name in its written form, or GroupNameError."""
    tidy = tidy_name(name)
    if fault := fault_of_name(tidy):
        raise GroupNameError(fault)
    return tidy


@contextmanager
def _once() -> Iterator[None]:
    """A name that is taken, in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "asset_group_name_once" not in str(error):
            raise
        raise GroupNameError("A group with this name exists.") from error


def _acting(by: Membership, now: datetime) -> Acting:
    return Acting(by.organisation_id, by.user_id, now)

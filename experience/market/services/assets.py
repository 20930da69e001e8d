"""Providers' assets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from experience.market.errors import Refused
from experience.market.models import Asset, FlexProvider, PlannedAsset, PostcodePosition
from experience.market.rules.postcodes import normalise_postcode
from experience.market.rules.registration import faults


@transaction.atomic
def create_asset(provider: FlexProvider, values: Mapping[str, Any], *, now: datetime) -> Asset:
    """Register an asset. Its reference must be new among the provider's own."""
    _refuse_taken_ref(provider, values["ref"], None)
    asset = Asset(provider=provider, created=now, modified=now)
    _fill(asset, values)
    asset.save(force_insert=True)
    return asset


@transaction.atomic
def update_asset(asset: Asset, changes: Mapping[str, Any], *, now: datetime) -> Asset:
    """Change the named fields only. A change that changes nothing leaves `modified` as it is."""
    if "ref" in changes:
        _refuse_taken_ref(asset.provider, changes["ref"], asset.pk)
    before = {field.attname: getattr(asset, field.attname) for field in asset._meta.concrete_fields}
    _fill(asset, changes)
    after = {field.attname: getattr(asset, field.attname) for field in asset._meta.concrete_fields}
    if after != before:
        asset.modified = now
        asset.save()
    return asset


def _refuse_taken_ref(provider: FlexProvider, ref: str, own_id: str | None) -> None:
    if Asset.objects.filter(provider=provider, ref=ref).exclude(pk=own_id or "").exists():
        raise Refused({"ref": ["An asset with this ref already exists for this provider."]})


def _fill(asset: Asset, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(asset, name, {**asset.extra, **value} if name == "extra" else value)
    if asset.postcode:
        asset.postcode = normalise_postcode(asset.postcode)
    if not asset.postcode and (asset.latitude is None or asset.longitude is None):
        raise Refused("Either a postcode or latitude and longitude are required.")
    if found := faults(asset, values.keys()):
        raise Refused(found)
    if asset.latitude is None or asset.longitude is None:
        place = PostcodePosition.objects.filter(pk=asset.postcode).first()
        if place is not None:
            asset.latitude, asset.longitude = place.latitude, place.longitude


@transaction.atomic
def create_planned_asset(provider: FlexProvider, values: Mapping[str, Any], *, now: datetime) -> PlannedAsset:
    """Offer a planned asset to a competition. Posting a reference again is an error, as on Piclo."""
    _refuse_taken_reference(provider, values["reference"], None)
    return PlannedAsset.objects.create(provider=provider, created=now, modified=now, **values)


@transaction.atomic
def update_planned_asset(planned: PlannedAsset, changes: Mapping[str, Any], *, now: datetime) -> PlannedAsset:
    """Change the named fields only."""
    if "reference" in changes:
        _refuse_taken_reference(planned.provider, changes["reference"], planned.pk)
    for name, value in changes.items():
        setattr(planned, name, value)
    planned.modified = now
    planned.save()
    return planned


def _refuse_taken_reference(provider: FlexProvider, reference: str, own_id: str | None) -> None:
    if PlannedAsset.objects.filter(provider=provider, reference=reference).exclude(pk=own_id or "").exists():
        raise Refused(
            {"reference": ["A planned asset with this reference already exists for this provider."]}
        )

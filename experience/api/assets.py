"""The provider itself, its assets and its planned assets."""

from experience.api.bodies.assets import asset_values, planned_asset_values
from experience.api.calls import Answer, Call
from experience.api.paging import listed
from experience.market.models import Asset, Obligation, PlannedAsset
from experience.market.records.asset import asset_record, planned_asset_record
from experience.market.services.assets import (
    create_asset,
    create_planned_asset,
    update_asset,
    update_planned_asset,
)


def provider_list(call: Call) -> Answer:
    return Answer([{"id": call.provider.pk, "name": call.provider.name}])


def asset_list(call: Call) -> Answer:
    rows = Asset.objects.filter(provider=call.provider).order_by("created", "pk")
    ref = call.query.get("ref")
    return listed(call, rows if ref is None else rows.filter(ref=ref), asset_record)


def asset_create(call: Call) -> Answer:
    asset = create_asset(call.provider, asset_values(call.json(), call.provider), now=call.now)
    return Answer(asset_record(asset), 201)


def asset_detail(call: Call, asset_id: str) -> Answer:
    return Answer(asset_record(Asset.objects.get(provider=call.provider, pk=asset_id)))


def asset_update(call: Call, asset_id: str) -> Answer:
    asset = Asset.objects.select_related("provider").get(provider=call.provider, pk=asset_id)
    changes = asset_values(call.json(), call.provider, partial=True)
    return Answer(asset_record(update_asset(asset, changes, now=call.now)))


def obligated_asset_list(call: Call, obligation_id: str) -> Answer:
    obligation = Obligation.objects.get(provider=call.provider, pk=obligation_id)
    rows = Asset.objects.filter(provider=call.provider, pk__in=obligation.asset_ids)
    return listed(call, rows.order_by("created", "pk"), asset_record)


def planned_asset_list(call: Call) -> Answer:
    rows = PlannedAsset.objects.filter(provider=call.provider).order_by("created", "pk")
    return listed(call, rows, planned_asset_record)


def planned_asset_create(call: Call) -> Answer:
    values = planned_asset_values(call.json(), call.provider)
    return Answer(planned_asset_record(create_planned_asset(call.provider, values, now=call.now)), 201)


def planned_asset_detail(call: Call, planned_asset_id: str) -> Answer:
    return Answer(planned_asset_record(PlannedAsset.objects.get(provider=call.provider, pk=planned_asset_id)))


def planned_asset_update(call: Call, planned_asset_id: str) -> Answer:
    rows = PlannedAsset.objects.select_related("provider")
    planned = rows.get(provider=call.provider, pk=planned_asset_id)
    changes = planned_asset_values(call.json(), call.provider, partial=True)
    return Answer(planned_asset_record(update_planned_asset(planned, changes, now=call.now)))

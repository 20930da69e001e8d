"""A portfolio of any size, mixed as a large one is, written straight into the portal's tables."""

from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection

from assets.models import Asset, AssetGroup, Eligibility, PushState
from portal.accounts.models import Organisation

BATCH = 5_000
GROUP = 1
WRITTEN_AT = datetime(2026, 1, 1, tzinfo=UTC)
OPEN_UNTIL = datetime(2100, 1, 1, tzinfo=UTC)
KINDS = (
    ("storage", "battery"),
    ("storage", "battery"),
    ("demand_side_response", "ev_charging"),
    ("renewable", "solar"),
)
VOLTAGES = (Decimal("0.4"), Decimal("0.4"), Decimal(11), Decimal(33))


def fill(organisation: Organisation, size: int) -> None:
    """Let an organisation have `size` assets and no others, a third of them in one group; statistics are fresh."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE assets_asset, assets_assetgroup, assets_eligibility RESTART IDENTITY CASCADE"
        )
    group = AssetGroup.objects.create(organisation=organisation, name="Every third")
    for start in range(0, size, BATCH):
        assets = Asset.objects.bulk_create(
            [made(organisation, number) for number in range(start, min(start + BATCH, size))]
        )
        group.assets.add(*assets[::3])
        Eligibility.objects.bulk_create([eligibility(asset) for asset in assets[::2]])
    with connection.cursor() as cursor:
        for table in ("assets_asset", "assets_eligibility", "assets_assetgroup_assets"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def made(organisation: Organisation, number: int) -> Asset:
    """One asset; one in a hundred is of a rare kind."""
    rare = number % 100 == 7
    category, asset_type = KINDS[number % len(KINDS)]
    return Asset(
        organisation=organisation,
        ref=f"SITE-{number:06}",
        name=f"{asset_type.replace('_', ' ').capitalize()} {number * 7919 % 1_000_003}",
        status="mothballed" if rare else "operational",
        category=category,
        asset_type=asset_type,
        voltage_level_kv=VOLTAGES[number // 3 % len(VOLTAGES)],
        postcode=f"TD{number % 15 + 1} {number // 15 % 9}AA",
        import_meter_id=f"{24 if rare else 10 + number % 13}{number:011}",
        active_export_capacity_mw=Decimal(number * 31 % 997) / 1000,
        push_state=PushState.REFUSED if rare else PushState.IN_STEP,
    )


def eligibility(asset: Asset) -> Eligibility:
    return Eligibility(asset=asset, seen_modified_at=WRITTEN_AT, competitions=1, open_until_at=OPEN_UNTIL)

"""Planned assets: what a provider means to have for one competition (contract 4.4)."""

from datetime import datetime, timedelta
from decimal import Decimal

from portal.piclo.wire.base import Body, Resource


class PlannedAsset(Resource, frozen=True, kw_only=True):
    """A speculative asset, or several alike, without a precise place. It knows its competition by reference."""

    id: str
    reference: str
    name: str = ""
    provider: str = ""
    voltage_level: Decimal | None = None
    asset_type: str = ""
    capacity_type: str = ""
    capacity_value: Decimal | None = None
    competition_reference: str = ""
    operator_name: str = ""
    estimated_asset_count: int | None = None
    maximum_response_time: timedelta | None = None
    minimum_runtime: timedelta | None = None
    maximum_runtime: timedelta | None = None
    maximum_recovery_time: timedelta | None = None
    created: datetime | None = None
    modified: datetime | None = None


class PlannedAssetBody(Body, frozen=True, kw_only=True):
    """A new planned asset. Posting a `reference` a second time is an error at Piclo."""

    provider: str
    reference: str
    name: str
    voltage_level: Decimal
    asset_type: str
    capacity_type: str
    capacity_value: Decimal
    competition_reference: str
    operator_name: str = ""
    estimated_asset_count: int | None = None
    maximum_response_time: timedelta | None = None
    minimum_runtime: timedelta | None = None
    maximum_runtime: timedelta | None = None
    maximum_recovery_time: timedelta | None = None

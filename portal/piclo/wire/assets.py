"""Assets: what a provider has. Capacities are MW or MVAr, voltages kV (contract 4.1)."""

from datetime import datetime, timedelta
from decimal import Decimal

from portal.piclo.wire.base import Body, Resource


class Asset(Resource, frozen=True, kw_only=True):
    """One registered asset, as Piclo shows it. Only what identifies it is demanded of a record."""

    id: str
    ref: str
    name: str = ""
    status: str = ""
    provider: str = ""
    asset_category: str = ""
    asset_type: str = ""
    asset_scale: str = ""
    voltage_level: Decimal | None = None
    country_code: str = ""
    postcode: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    import_meter_id: str = ""
    export_meter_id: str = ""
    active_import_capacity: Decimal | None = None
    active_export_capacity: Decimal | None = None
    reactive_import_capacity: Decimal | None = None
    reactive_export_capacity: Decimal | None = None
    max_import_capacity: Decimal | None = None
    max_export_capacity: Decimal | None = None
    response_time: timedelta | None = None
    min_runtime: timedelta | None = None
    max_runtime: timedelta | None = None
    recovery_time: timedelta | None = None
    connection_status: str = ""
    connection_type: str = ""
    connection_current: str = ""
    operational_date: str = ""
    metering_point: str = ""
    meter_interval: str = ""
    supplier: str = ""
    created: datetime | None = None
    modified: datetime | None = None


class AssetBody(Body, frozen=True, kw_only=True):
    """A new asset. Either `postcode` or both coordinates say where it is."""

    provider: str
    ref: str
    name: str
    status: str
    asset_category: str
    asset_type: str
    voltage_level: Decimal
    country_code: str
    postcode: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    asset_scale: str = ""
    import_meter_id: str = ""
    export_meter_id: str = ""
    active_import_capacity: Decimal | None = None
    active_export_capacity: Decimal | None = None
    reactive_import_capacity: Decimal | None = None
    reactive_export_capacity: Decimal | None = None
    max_import_capacity: Decimal | None = None
    max_export_capacity: Decimal | None = None
    response_time: timedelta | None = None
    min_runtime: timedelta | None = None
    max_runtime: timedelta | None = None
    recovery_time: timedelta | None = None
    connection_status: str = ""
    connection_type: str = ""
    connection_current: str = ""
    operational_date: str = ""
    metering_point: str = ""
    meter_interval: str = ""
    supplier: str = ""

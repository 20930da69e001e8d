"""The list of assets."""

from assets.models import Asset
from portal.core.tables import Column, LongTable


class AssetTable(LongTable[Asset]):
    """Assets of `Asset.objects.listed()`, by name unless asked otherwise."""

    columns = (
        Column("name", "Asset", sort="lower_name", kind="head"),
        Column("kind", "Type", sort="asset_type"),
        Column("place", "Postcode", sort="postcode"),
        Column("voltage", "Voltage", unit="kV", numeric=True, sort="voltage_level_kv"),
        Column("export", "Export", unit="MW", numeric=True, sort="active_export_capacity_mw"),
        Column("import", "Import", unit="MW", numeric=True, sort="active_import_capacity_mw"),
        Column("status", "Status", sort="status"),
        Column("state", "Piclo", sort="push_state"),
    )
    default_sort = "name"
    name = "assets"
    nullable = frozenset({"voltage_level_kv"})

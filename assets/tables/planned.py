"""The list of planned assets."""

from assets.models import PlannedAsset
from portal.core.tables import Column, Table


class PlannedAssetTable(Table[PlannedAsset]):
    """Planned assets, by name unless asked otherwise."""

    columns = (
        Column("name", "Planned asset", sort="name", kind="head"),
        Column("competition", "For competition", sort="competition_reference"),
        Column("kind", "Type", sort="asset_type"),
        Column("count", "Assets", numeric=True, sort="estimated_asset_count"),
        Column("voltage", "Voltage", unit="kV", numeric=True, sort="voltage_level_kv"),
        Column("direction", "Direction", sort="capacity_type"),
        Column("capacity", "Capacity", unit="MW", numeric=True, sort="capacity_value_mw"),
        Column("state", "Piclo", sort="push_state"),
    )
    default_sort = "name"
    name = "planned assets"

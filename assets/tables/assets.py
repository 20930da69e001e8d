"""The list of assets."""

from assets.models import Asset
from assets.models.asset_indexes import CHOSEN_FIELDS
from portal.core.tables import Column, LongTable


class AssetTable(LongTable[Asset]):
    """Assets of `Asset.objects.listed()`, by name unless asked otherwise. What has an index can be sorted by."""

    columns = (
        Column("name", "Asset", sort="lower_name", kind="head"),
        Column("ref", "Reference", sort="ref"),
        Column("kind", "Type", sort="asset_type"),
        Column("category", "Category", sort="category"),
        Column("place", "Postcode", sort="postcode"),
        Column("address", "Address"),
        Column("operator", "Operator", sort="network"),
        Column("import_meter", "Import MPAN", sort="import_meter_id"),
        Column("export_meter", "Export MPAN"),
        Column("voltage", "Voltage", unit="kV", numeric=True, sort="voltage_level_kv"),
        Column("export", "Export", unit="MW", numeric=True, sort="active_export_capacity_mw"),
        Column("import", "Import", unit="MW", numeric=True, sort="active_import_capacity_mw"),
        Column("export_limit", "Export limit", unit="MW", numeric=True),
        Column("import_limit", "Import limit", unit="MW", numeric=True),
        Column("response", "Response time", numeric=True),
        Column("shortest", "Shortest run", numeric=True),
        Column("longest", "Longest run", numeric=True),
        Column("recovery", "Recovery time", numeric=True),
        Column("since", "In operation since"),
        Column("groups", "Groups"),
        Column("fitting", "Open competitions", numeric=True),
        Column("status", "Status", sort="status"),
        Column("state", "Piclo", sort="push_state"),
    )
    usual = ("kind", "place", "voltage", "export", "import", "status", "state")
    default_sort = "name"
    name = "assets"
    within = dict.fromkeys(CHOSEN_FIELDS, "lower_name")
    nullable = frozenset({"voltage_level_kv"})

"""What the list of assets is searched, narrowed and sorted by, with an index for each.

The expressions stand here once: PostgreSQL takes an index only for the very expression that it was made of.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import F, Index, Value
from django.db.models.functions import Concat, Left, Lower, Replace

BLANK = Value(" ")
POSTCODE_SQUEEZED = Replace("postcode", BLANK, Value(""))
LOWER_NAME = Lower("name")
# Everything that people know an asset by, in one text; the postcode with its blank and without.
SEARCHED = Lower(
    Concat(
        "ref", BLANK, "name", BLANK, "postcode", BLANK, POSTCODE_SQUEEZED,
        BLANK, "import_meter_id", BLANK, "export_meter_id",
    )
)  # fmt: skip
# The distributor's two digits: those of the import MPAN, else of the export MPAN.
NETWORK = Left(Concat("import_meter_id", "export_meter_id"), 2)

SORTED_FIELDS = {
    "status": "status",
    "category": "category",
    "asset_type": "type",
    "postcode": "postcode",
    "import_meter_id": "meter",
    "active_export_capacity_mw": "export",
    "active_import_capacity_mw": "import",
    "push_state": "push",
    "voltage_level_kv": "voltage",
}
INDEXES = [
    GinIndex(OpClass(SEARCHED, name="gin_trgm_ops"), name="asset_searched"),
    Index(F("organisation"), LOWER_NAME, F("id"), name="asset_by_name"),
    Index(F("organisation"), NETWORK, F("id"), name="asset_by_network"),
    # Downwards too with the missing ones last.
    Index(
        F("organisation"),
        F("voltage_level_kv").desc(nulls_last=True),
        F("id").desc(),
        name="asset_by_voltage_down",
    ),
    *(
        Index(fields=["organisation", field, "id"], name=f"asset_by_{name}")
        for field, name in SORTED_FIELDS.items()
    ),
]

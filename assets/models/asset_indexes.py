"""What the list of assets is searched, narrowed and sorted by, with an index for each.

`SEARCHED` and `NETWORK` are columns that the database keeps: from an index on a mere expression it cannot count.
`LOWER_NAME` is an expression that indexes and the sort share: PostgreSQL takes an index only for the very expression
that it was made of.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Index, Q, Value
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

# Narrowed to one value as often as sorted by: within a value the names stand in order.
CHOSEN_FIELDS = {
    "status": "status",
    "category": "category",
    "asset_type": "type",
    "network": "network",
    "push_state": "push",
}
SORTED_FIELDS = {
    "postcode": "postcode",
    "import_meter_id": "meter",
    "active_export_capacity_mw": "export",
    "active_import_capacity_mw": "import",
    "voltage_level_kv": "voltage",
}
DOWNWARDS = (F("voltage_level_kv").desc(nulls_last=True), F("id").desc())
INDEXES = [
    GinIndex(fields=["searched"], opclasses=["gin_trgm_ops"], name="asset_searched"),
    Index(F("organisation"), LOWER_NAME, F("id"), name="asset_by_name"),
    # Beside the import MPAN's, for a search by a whole one; most assets have none.
    Index(
        fields=["organisation", "export_meter_id"],
        name="asset_by_export_meter",
        condition=~Q(export_meter_id=""),
    ),
    # Downwards too with the missing ones last.
    Index(F("organisation"), *DOWNWARDS, name="asset_by_voltage_down"),
    *(
        Index(F("organisation"), F(field), LOWER_NAME, F("id"), name=f"asset_by_{name}")
        for field, name in CHOSEN_FIELDS.items()
    ),
    *(
        Index(fields=["organisation", field, "id"], name=f"asset_by_{name}")
        for field, name in SORTED_FIELDS.items()
    ),
]

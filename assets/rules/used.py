"""Texts that people give in their own words, and to which the words already used are offered."""

ASSET_WORDS = (
    "supplier",
    "asset_scale",
    "connection_status",
    "connection_type",
    "connection_current",
    "metering_point",
    "meter_interval",
)
PLANNED_WORDS = ("operator_name",)

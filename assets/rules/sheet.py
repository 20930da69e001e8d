"""The one list of columns of the portfolio as a spreadsheet: what is exported can be imported again."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "decimal", "duration", "date", "bool", "choice"]


@dataclass(frozen=True)
class Column:
    """One column: our name of it, its heading with the unit, and what people need to know to fill it in."""

    name: str
    heading: str
    required: bool
    help: str
    example: str
    kind: Kind


HOURS = "Hours, minutes and seconds; days may stand before them: 1 06:00:00."
OWN_WORDS = "In your own words."
UP = "Generation turned up and demand turned down."
DOWN = "Demand turned up and generation turned down."
NOT_KNOWN = "0 where it is not known."

SHEET: tuple[Column, ...] = (
    Column("ref", "Reference", True, "Yours; unique among your assets. Rows are matched by it.", "BAT-0001", "text"),
    Column("name", "Name", True, "What people call it.", "Galashiels battery 1", "text"),
    Column("status", "Status", False, "In development, Operational, Mothballed or Archived.", "Operational", "choice"),
    Column("category", "Category", True, "Storage, Renewable, Demand side response and so on.", "Storage", "choice"),
    Column("asset_type", "Type", True, "A type of the category.", "Battery", "choice"),
    Column("voltage_level_kv", "Voltage level (kV)", True, "Of the connection: above 0, at most 400.", "11", "decimal"),
    Column("country_code", "Country", False, "Two letters; GB where it is left empty.", "GB", "text"),
    Column("postcode", "Postcode", False, "Or both coordinates.", "TD1 1AA", "text"),
    Column("latitude", "Latitude", False, "Degrees north, decimal.", "55.6145", "decimal"),
    Column("longitude", "Longitude", False, "Degrees east, decimal; negative west of Greenwich.", "-2.8071", "decimal"),
    Column("address", "Address", False, "Street and town.", "1 High Street, Galashiels", "text"),
    Column("import_meter_id", "Import MPAN", False, "The 13 digits of the core.", "1812345678900", "text"),
    Column("export_meter_id", "Export MPAN", False, "The 13 digits of the core.", "1812345679008", "text"),
    Column("active_export_capacity_mw", "Active export (MW)", False, UP, "0.5", "decimal"),
    Column("active_import_capacity_mw", "Active import (MW)", False, DOWN, "0.5", "decimal"),
    Column("reactive_export_capacity_mvar", "Reactive export (MVAr)", False, "0 where there is none.", "0", "decimal"),
    Column("reactive_import_capacity_mvar", "Reactive import (MVAr)", False, "0 where there is none.", "0", "decimal"),
    Column("max_export_capacity_mw", "Export limit of the connection (MW)", False, NOT_KNOWN, "0.5", "decimal"),
    Column("max_import_capacity_mw", "Import limit of the connection (MW)", False, NOT_KNOWN, "0.5", "decimal"),
    Column("response_time", "Response time", False, HOURS, "00:15:00", "duration"),
    Column("min_runtime", "Shortest run", False, HOURS, "00:30:00", "duration"),
    Column("max_runtime", "Longest run", False, HOURS, "02:00:00", "duration"),
    Column("recovery_time", "Recovery time", False, HOURS, "01:00:00", "duration"),
    Column("operational_date", "In operation since", False, "Year, month and day.", "2026-03-31", "date"),
    Column("asset_scale", "Scale", False, OWN_WORDS, "", "text"),
    Column("connection_status", "Connection status", False, OWN_WORDS, "", "text"),
    Column("connection_type", "Connection type", False, OWN_WORDS, "", "text"),
    Column("connection_current", "Connection current", False, OWN_WORDS, "", "text"),
    Column("metering_point", "Metering point", False, OWN_WORDS, "", "text"),
    Column("meter_interval", "Meter interval", False, OWN_WORDS, "", "text"),
    Column("supplier", "Electricity supplier", False, OWN_WORDS, "", "text"),
    Column("shares_meter", "Shares its meter", False, "Yes where another asset may have the same MPAN.", "No", "bool"),
    Column("groups", "Groups", False, "Names, set apart by semicolons. New ones are made.", "Borders; Evening", "text"),
)  # fmt: skip

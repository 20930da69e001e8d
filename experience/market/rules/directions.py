"""Which way power is wanted."""

CAPACITY_FIELDS = {
    ("active", "export"): "active_export_capacity",
    ("active", "import"): "active_import_capacity",
    ("reactive", "export"): "reactive_export_capacity",
    ("reactive", "import"): "reactive_import_capacity",
}


def direction_wanted(need_direction: str) -> str:
    """A surplus wants more taken (`import`); a deficit wants more put in or less taken (`export`)."""
    return "import" if need_direction.strip().lower() == "surplus" else "export"


def capacity_field(need_direction: str, power_type: str) -> str:
    """The asset field that counts as its capacity in such a competition."""
    power = "reactive" if power_type.strip().lower().startswith("reactive") else "active"
    return CAPACITY_FIELDS[power, direction_wanted(need_direction)]


def capacity_label(field: str) -> str:
    """`active_export_capacity` -> `Active Export`, as providers read it."""
    return field.removesuffix("_capacity").replace("_", " ").title()

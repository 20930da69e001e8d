"""Categories and types of assets, as Piclo's forms name them; its API writes them in lower case with underscores.

Storage, energy efficiency and demand side response are named in Piclo's help pages, and renewable with onshore wind in
its example; the other types are assumed. A word that is not here is Piclo's right: it is shown, and kept.
"""

CATEGORIES: dict[str, dict[str, str]] = {
    "storage": {
        "battery": "Battery",
        "compressed_air": "Compressed air",
        "fuel_cells": "Fuel cells",
        "liquid_air": "Liquid air",
        "pumped_hydro": "Pumped hydro",
        "vehicle_to_grid": "Vehicle to grid",
    },
    "demand_side_response": {
        "commercial": "Commercial",
        "industrial": "Industrial",
        "residential": "Residential",
        "ev_charging": "EV charging",
        "ev_smart_charging": "EV smart charging",
        "heat_pumps": "Heat pumps",
    },
    "renewable": {
        "onshore_wind": "Onshore wind",
        "offshore_wind": "Offshore wind",
        "solar": "Solar",
        "hydro": "Hydro",
        "biomass": "Biomass",
    },
    "non_renewable": {
        "chp": "Combined heat and power",
        "chp_gas": "Gas CHP",
        "diesel": "Diesel engine",
        "gas": "Gas engine",
    },
    "energy_efficiency": {"energy_efficiency": "Energy efficiency"},
}

CATEGORY_LABELS = {
    "storage": "Storage",
    "demand_side_response": "Demand side response",
    "renewable": "Renewable",
    "non_renewable": "Non-renewable",
    "energy_efficiency": "Energy efficiency",
}

TYPE_LABELS = {code: label for types in CATEGORIES.values() for code, label in types.items()}

# What is written in capitals wherever it stands in a word that we do not know.
SHORT = {word.lower(): word for word in ("AC", "CHP", "DC", "DSR", "EV", "LV", "HV", "PV", "UPS")}


def category_label(code: str) -> str:
    return CATEGORY_LABELS.get(code) or in_words(code)


def type_label(code: str) -> str:
    return TYPE_LABELS.get(code) or in_words(code)


def in_words(code: str) -> str:
    """A word of Piclo's that we do not know, as it would be written: "fly_wheel" is "Fly wheel", "ev_bus" "EV bus"."""
    words = " ".join(SHORT.get(word, word) for word in code.replace("_", " ").split())
    return words[:1].upper() + words[1:]


def fault_of(category: str, asset_type: str) -> str | None:
    """What is wrong with a pair, in words; None where they go together or one of them is not ours to judge."""
    types = CATEGORIES.get(category)
    if types is None or asset_type in types or asset_type not in TYPE_LABELS:
        return None
    return f"{type_label(asset_type)} is no type of {category_label(category).lower()}."

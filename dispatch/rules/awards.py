"""Products of which the award itself is the instruction: nobody will ever send one (ENA products, December 2024)."""

AWARD_INSTRUCTS = frozenset({"scheduled utilisation", "peak reduction"})


def award_instructs(product_type: str) -> bool:
    """Whether an accepted bid for this product puts its own deliveries on the calendar. Spelling varies in data."""
    return " ".join(product_type.lower().replace("-", " ").replace("_", " ").split()) in AWARD_INSTRUCTS

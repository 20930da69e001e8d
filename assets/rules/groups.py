"""What a group of assets may be called."""

LONGEST_NAME = 120
# What sets the names of groups apart in a spreadsheet.
SEPARATOR = ";"


def tidy_name(name: str) -> str:
    """A name without the blanks around it, and with one between its words."""
    return " ".join(name.split())


def fault_of_name(name: str) -> str:
    """What is wrong with a tidy name, in words; empty where nothing is."""
    if not name:
        return "Give the group a name."
    if len(name) > LONGEST_NAME:
        return f"A name has at most {LONGEST_NAME} characters; this has {len(name)}."
    if SEPARATOR in name:
        return "A name has no semicolon: in spreadsheets it sets the groups of an asset apart."
    return ""

"""Why the market refuses something."""

from typing import Any


class Refused(Exception):
    """A demand that breaks a rule. `fields` says what is wrong: by field name, or under `non_field_errors`."""

    def __init__(self, fields: dict[str, Any] | str) -> None:
        self.fields: dict[str, Any] = {"non_field_errors": [fields]} if isinstance(fields, str) else fields
        super().__init__(str(self.fields))

    @property
    def words(self) -> str:
        """The refusal as one line, for a console or a shell."""
        return "; ".join(
            f"{name}: {_flat(value)}" if name != "non_field_errors" else _flat(value)
            for name, value in self.fields.items()
        )


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_flat(part)}" for name, part in value.items() if part)
    if isinstance(value, list):
        return " ".join(_flat(part) for part in value if part)
    return str(value)

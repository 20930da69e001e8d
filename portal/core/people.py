"""Who acts, as the floors below `portal.accounts` need to know it."""

from typing import Protocol


class Acting(Protocol):
    """Somebody at work in an organisation: a membership, seen from below."""

    @property
    def organisation_id(self) -> int:
        """Whose things they see and change."""

    @property
    def user_id(self) -> int:
        """The person, for the audit events."""

"""Arguments for the addresses of home: none takes any."""

from typing import Any

from portal.accounts.models import Organisation


def samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    return {}

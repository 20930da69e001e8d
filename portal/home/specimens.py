"""What the styleguide shows: every component with every state, made of values, never of rows."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest


def specimens(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """The context of the styleguide."""
    return {"now": now}

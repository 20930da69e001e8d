"""Applications on the wire."""

from typing import Any

from experience.market.models import Application
from experience.market.rules.text import instant_text


def application_record(application: Application) -> dict[str, Any]:
    """How a provider's application stands, with the operator's reason where it was turned down."""
    return {
        "id": str(application.pk),
        "dps_record_reference": application.dps_record.reference,
        "operator_name": application.dps_record.operator.name,
        "status": application.status,
        "reason": application.reason,
        "submitted": instant_text(application.submitted_at),
        "decided": instant_text(application.decided_at) if application.decided_at else None,
        "modified": instant_text(application.modified),
    }

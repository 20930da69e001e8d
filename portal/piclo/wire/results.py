"""Competition results: what became of each bid, once the operator has confirmed (contract 4.8)."""

from datetime import datetime
from decimal import Decimal

from portal.piclo.wire.base import Resource


class CompetitionResult(Resource, frozen=True, kw_only=True):
    """The decision on one bid. A rejected one may be corrected later: terms can be negotiated after the close."""

    bid_id: str
    status: str
    ballot_id: str = ""
    competition_id: str = ""
    service_window_id: str = ""
    capacity: Decimal | None = None
    rejection_reason: str = ""
    confirmed: datetime | None = None

"""What Piclo sends to us by itself."""

from datetime import datetime

from portal.piclo.wire.base import Resource
from portal.piclo.wire.dispatches import Dispatch


class WebhookDelivery(Resource, frozen=True, kw_only=True):
    """One delivery: `id` is the delivery's own, the same when it is sent again."""

    id: str
    event: str
    data: Dispatch
    created: datetime | None = None

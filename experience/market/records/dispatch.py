"""Dispatch instructions on the wire: the same record in the API and in a webhook."""

from typing import Any

from experience.market.models import Dispatch
from experience.market.rules.text import instant_text, mw_text


def dispatch_record(dispatch: Dispatch) -> dict[str, Any]:
    """An instruction. Its obligation is read along: select it where many are served."""
    return {
        "id": dispatch.id,
        "obligation_id": dispatch.obligation_id,
        "competition_id": dispatch.obligation.competition_id,
        "service_window_id": dispatch.obligation.service_window_id,
        "start": instant_text(dispatch.start),
        "end": instant_text(dispatch.end),
        "capacity": mw_text(dispatch.capacity),
        "direction": dispatch.direction,
        "status": dispatch.status,
        "respond_by": instant_text(dispatch.respond_by),
        "created": instant_text(dispatch.created),
        "modified": instant_text(dispatch.modified),
        "stopped_at": instant_text(dispatch.stopped_at),
        "version": dispatch.version,
        "asset_ids": dispatch.asset_ids,
    }

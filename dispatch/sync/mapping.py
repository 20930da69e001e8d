"""From Piclo's wire types to the values this app keeps. Pure: nothing is read or written here."""

from decimal import Decimal
from typing import Any

from dispatch.models import Instruction
from dispatch.rules.terms import Content, Terms
from dispatch.rules.versions import Version
from portal.piclo.wire import Dispatch, Received

FINEST_MW = Decimal("0.000001")
MOST_MW = Decimal(1_000_000)
MOST_VERSIONS = 2**62
LONGEST = {"id": 64, "obligation_id": 64, "competition_id": 64, "status": 20, "direction": 20}


class Nonsense(ValueError):
    """A record that can be read but not be true; the message says why."""


def content_of(dispatch: Dispatch) -> Content:
    """What Piclo says; Nonsense where it cannot be an instruction."""
    problem = _why_nonsense(dispatch)
    if problem:
        raise Nonsense(problem)
    return Content(
        terms=Terms(dispatch.start, dispatch.end, dispatch.capacity.quantize(FINEST_MW), dispatch.direction),
        status=dispatch.status,
        respond_by=dispatch.respond_by,
        stopped_at=dispatch.stopped_at,
        obligation_id=dispatch.obligation_id,
        competition_id=dispatch.competition_id,
        asset_ids=dispatch.asset_ids,
    )


def _why_nonsense(dispatch: Dispatch) -> str:
    if not dispatch.id:
        return "id: is empty"
    if dispatch.end <= dispatch.start:
        return "end: a delivery ends after it starts"
    if not 0 <= dispatch.capacity < MOST_MW:
        return f"capacity: {dispatch.capacity} MW cannot be asked for"
    if not 0 <= dispatch.version < MOST_VERSIONS:
        return f"version: {dispatch.version} is no version"
    too_long = [name for name, most in LONGEST.items() if len(getattr(dispatch, name)) > most]
    return f"{too_long[0]}: is too long" if too_long else ""


def version_of(dispatch: Dispatch, content: Content) -> Version:
    return Version(dispatch.version, dispatch.modified, content.digest)


def standing_content(instruction: Instruction) -> Content:
    """What our row says, in the same form as Piclo's word."""
    return Content(
        terms=instruction.terms,
        status=instruction.status,
        respond_by=instruction.respond_by_at,
        stopped_at=instruction.stopped_at,
        obligation_id=instruction.obligation_piclo_id,
        competition_id=instruction.competition_piclo_id,
        asset_ids=tuple(instruction.asset_piclo_ids),
    )


def columns_of(received: Received[Dispatch], content: Content) -> dict[str, Any]:
    """Piclo's word as columns of an Instruction."""
    dispatch, terms = received.value, content.terms
    return {
        "piclo_version": dispatch.version,
        "piclo_modified_at": dispatch.modified,
        "obligation_piclo_id": content.obligation_id,
        "competition_piclo_id": content.competition_id,
        "asset_piclo_ids": list(content.asset_ids),
        "start_at": terms.start,
        "end_at": terms.end,
        "capacity_mw": terms.capacity_mw,
        "direction": terms.direction,
        "status": content.status,
        "respond_by_at": content.respond_by,
        "issued_at": dispatch.created,
        "stopped_at": content.stopped_at,
        "raw": received.raw,
        "content_digest": content.digest,
    }

"""Every verb of an operator: what it takes, as a struct of plain values, and what it says when it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from experience.faults.services import clear_faults, set_fault
from experience.market.errors import Refused
from experience.market.models import Competition, Dispatch
from experience.market.services import applications, decisions, dispatches, judging
from experience.market.services.advance import advance_competition, advance_dispatch
from experience.market.services.publishing import publish_competition
from experience.operator_api import finding, qualifying

Said = dict[str, Any]
ANSWER_WITHIN = timedelta(minutes=30)


class Competitions(msgspec.Struct, forbid_unknown_fields=True):
    """Put competitions on the market, all of them or none."""

    competitions: list[dict[str, Any]]


class Approve(msgspec.Struct, forbid_unknown_fields=True):
    """Approve a provider's application to a DPS record, or reject it with a reason."""

    provider: str
    dps_record: str
    reject: bool = False
    reason: str = ""


class Decide(msgspec.Struct, forbid_unknown_fields=True):
    """Accept or reject one bid, or decide all undecided bids of a competition by price."""

    bid: str = ""
    competition: str = ""
    reject: bool = False
    reason: str = ""


class Confirm(msgspec.Struct, forbid_unknown_fields=True):
    """Reveal a competition's decisions and contract what was accepted."""

    competition: str


class Instruct(msgspec.Struct, forbid_unknown_fields=True):
    """Issue an instruction under an obligation, or change one that stands. Instants are ISO with a zone."""

    obligation: str = ""
    dispatch: str = ""
    start: str = ""
    end: str = ""
    respond_by: str = ""
    capacity: Decimal | None = None


class Stop(msgspec.Struct, forbid_unknown_fields=True):
    """Stop an instruction."""

    dispatch: str


class Advance(msgspec.Struct, forbid_unknown_fields=True):
    """Bring a competition or an instruction to its next stage, now."""

    competition: str = ""
    dispatch: str = ""


class FaultOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Let something go wrong, or clear all faults."""

    kind: str = ""
    method: str = ""
    path: str = ""
    seconds: float = 2.0
    times: int | None = None
    clear: bool = False


@dataclass(frozen=True)
class Deed:
    """A verb: the struct that it takes and the function that does it as `by` at `now`."""

    takes: type[msgspec.Struct]
    do: Callable[[Any, str, datetime], Said]


def load_competitions(order: Competitions, by: str, now: datetime) -> Said:
    made = [publish_competition(record, by=by, now=now) for record in order.competitions]
    for competition in made:
        judging.judge_competition(competition, now=now)
    return {"competitions": [{"id": each.pk, "reference": each.reference} for each in made]}


def approve(order: Approve, by: str, now: datetime) -> Said:
    row = finding.application_named(order.provider, order.dps_record)
    if order.reject:
        row = applications.reject_application(row.pk, order.reason, by=by, now=now)
    else:
        row = applications.approve_application(row.pk, by=by, now=now)
    return {"provider": row.provider.name, "dps_record": row.dps_record.reference, "status": row.status}


def decide(order: Decide, by: str, now: datetime) -> Said:
    if bool(order.bid) == bool(order.competition):
        raise Refused("Name a bid, or a competition whose bids are decided by price.")
    if order.bid:
        bid = finding.bid_named(order.bid)
        decided = decisions.decide_bid(bid.pk, not order.reject, order.reason, by=by, now=now)
        return {"bid": decided.pk, "decision": decided.decision, "reason": decided.rejection_reason}
    competition = finding.competition_named(order.competition)
    count = decisions.decide_by_merit(competition, by=by, now=now)
    return {"competition": competition.reference, "decided": count}


def confirm(order: Confirm, by: str, now: datetime) -> Said:
    competition = finding.competition_named(order.competition)
    return _stage(decisions.confirm_competition(competition.pk, by=by, now=now), now)


def instruct(order: Instruct, by: str, now: datetime) -> Said:
    """A new instruction starts in a quarter of an hour for an hour, and is answered by its start, unless said."""
    if bool(order.obligation) == bool(order.dispatch):
        raise Refused("Name an obligation to instruct, or a dispatch to change.")
    said = {name: finding.instant(name, text) for name, text in _instants(order).items() if text}
    if order.dispatch:
        row = finding.dispatch_named(order.dispatch)
        return _dispatch(dispatches.change_dispatch(row.pk, capacity=order.capacity, by=by, now=now, **said))
    start = said.get("start", now + timedelta(minutes=15))
    row = dispatches.issue_dispatch(
        finding.obligation_named(order.obligation),
        start=start,
        end=said.get("end", start + timedelta(hours=1)),
        respond_by=said.get("respond_by", min(max(start, now + timedelta(minutes=1)), now + ANSWER_WITHIN)),
        capacity=order.capacity,
        by=by,
        now=now,
    )
    return _dispatch(row)


def stop(order: Stop, by: str, now: datetime) -> Said:
    return _dispatch(dispatches.stop_dispatch(finding.dispatch_named(order.dispatch).pk, by=by, now=now))


def advance(order: Advance, by: str, now: datetime) -> Said:
    if bool(order.competition) == bool(order.dispatch):
        raise Refused("Name a competition or a dispatch.")
    if order.dispatch:
        return _dispatch(advance_dispatch(finding.dispatch_named(order.dispatch).pk, by=by, now=now))
    return _stage(advance_competition(finding.competition_named(order.competition).pk, by=by, now=now), now)


def fault(order: FaultOrder, by: str, now: datetime) -> Said:
    if order.clear:
        return {"cleared": clear_faults(by=by, now=now)}
    row = set_fault(
        order.kind,
        method=order.method,
        path=order.path,
        seconds=order.seconds,
        times=order.times,
        by=by,
        now=now,
    )
    return {"fault": row.pk, "kind": row.kind, "left": row.left}


def _instants(order: Instruct) -> dict[str, str]:
    return {"start": order.start, "end": order.end, "respond_by": order.respond_by}


def _stage(competition: Competition, now: datetime) -> Said:
    return {"id": competition.pk, "reference": competition.reference, "status": competition.stage(now)}


def _dispatch(dispatch: Dispatch) -> Said:
    return {
        "id": dispatch.pk,
        "status": dispatch.status,
        "version": dispatch.version,
        "start": dispatch.start.isoformat(),
        "end": dispatch.end.isoformat(),
        "respond_by": dispatch.respond_by.isoformat(),
    }


DEEDS: dict[str, Deed] = {
    "competitions": Deed(Competitions, load_competitions),
    "approve": Deed(Approve, approve),
    "override": Deed(qualifying.Override, qualifying.override),
    "criteria": Deed(qualifying.Criteria, qualifying.criteria),
    "explain": Deed(qualifying.Explain, qualifying.explain),
    "decide": Deed(Decide, decide),
    "confirm": Deed(Confirm, confirm),
    "dispatch": Deed(Instruct, instruct),
    "stop": Deed(Stop, stop),
    "advance": Deed(Advance, advance),
    "fault": Deed(FaultOrder, fault),
}

"""The dispatch board: what is to be answered, what runs, what comes and what has lately been."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from bidding.models import Obligation
from competitions.rules.calendar import occurrences
from dispatch.models import Instruction, InstructionStatus
from dispatch.models.instruction import InstructionQuerySet
from dispatch.rules.awards import award_instructs
from dispatch.rules.words import ON_THE_WAY
from dispatch.selectors.lines import Line, lines_of, planned_line
from portal.accounts.models import Membership
from portal.core.formats import LONDON
from portal.core.periods import Period

AHEAD = timedelta(days=7)
BEHIND = timedelta(hours=24)
DAY = timedelta(hours=24)
MOST_TO_ANSWER = 200
MOST_LATELY = 20


@dataclass(frozen=True, slots=True)
class Board:
    """The sections of the board. `unshown` counts instructions to answer beyond those listed."""

    to_answer: list[Line]
    unshown: int
    running: list[Line]
    next_day: list[Line]
    later: list[Line]
    lately: list[Line]

    @property
    def answerable(self) -> list[Line]:
        return [line for line in self.to_answer if line.is_answerable]

    @property
    def digest(self) -> str:
        """Changes whenever something on the board does."""
        sections = [self.to_answer, self.running, self.next_day, self.later, self.lately]
        seen = [[(line.key, line.state, str(line.period), line.can_mw) for line in part] for part in sections]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def board_for(member: Membership, now: datetime) -> Board:
    """Everything on the board, in six queries whatever its size."""
    waiting = to_answer(member, now)
    current = _current(member, now)
    lines = lines_of([*waiting[:MOST_TO_ANSWER], *current, *_lately(member, now)], member, now)
    first = len(waiting[:MOST_TO_ANSWER])
    second = first + len(current)
    ahead = sorted([*lines[first:second], *_planned(member, current, now)], key=lambda line: line.period)
    return Board(
        to_answer=lines[:first],
        unshown=len(waiting) - first,
        running=[line for line in ahead if line.period.contains(now)],
        next_day=[line for line in ahead if now < line.period.start <= now + DAY],
        later=[line for line in ahead if line.period.start > now + DAY],
        lately=lines[second:],
    )


def to_answer(member: Membership, now: datetime) -> list[Instruction]:
    """Instructions that wait for an answer, or whose answer is on its way; soonest deadline first."""
    in_time = Q(respond_by_at=None) | Q(respond_by_at__gt=now)
    mine = _rows(member).pending().filter(in_time | Q(answer_state__in=ON_THE_WAY))
    return list(mine.order_by(F("respond_by_at").asc(nulls_last=True), "start_at", "pk"))


def count_to_answer(member: Membership, now: datetime) -> int:
    """How many instructions need somebody now."""
    return Instruction.objects.visible_to(member).to_answer(now).count()


def _current(member: Membership, now: datetime) -> list[Instruction]:
    ahead = _rows(member).standing().filter(end_at__gt=now, start_at__lt=now + AHEAD)
    return list(ahead.order_by("start_at", "pk"))


def _lately(member: Membership, now: datetime) -> list[Instruction]:
    """What ended, was missed, turned down or stopped in the last day, and what lapsed."""
    done = [word for word in InstructionStatus.values if word not in {"pending", "accepted"}]
    since = now - BEHIND
    ended = Q(status__in=done) & (Q(piclo_modified_at__gt=since) | Q(end_at__gt=since, end_at__lte=now))
    over = ~Q(status__in=[*done, "pending"]) & Q(end_at__gt=since, end_at__lte=now)
    lapsed = Q(status="pending", respond_by_at__lte=now, respond_by_at__gt=since) & ~Q(
        answer_state__in=ON_THE_WAY
    )
    rows = _rows(member).filter(ended | over | lapsed)
    return list(rows.order_by(F("piclo_modified_at").desc(nulls_last=True), "-pk")[:MOST_LATELY])


def _planned(member: Membership, current: list[Instruction], now: datetime) -> Iterable[Line]:
    """Deliveries that awards themselves ask for, unless an instruction says the same."""
    horizon = Period(now, now + AHEAD)
    instructed = {(row.obligation_id, row.start_at) for row in current}
    for obligation in _self_instructing(member, horizon):
        for period in calendar_of(obligation, horizon):
            if (obligation.pk, period.start) not in instructed:
                yield planned_line(obligation, period, member, now)


def _self_instructing(member: Membership, horizon: Period) -> list[Obligation]:
    first = horizon.start.astimezone(LONDON).date() - timedelta(days=1)
    last = horizon.end.astimezone(LONDON).date()
    standing = Obligation.objects.visible_to(member).filter(
        gone_at=None, start_on__lte=last, end_on__gte=first
    )
    with_product = standing.exclude(competition__product_type="").select_related(
        "competition", "service_window"
    )
    return [one for one in with_product if award_instructs(one.competition.product_type)]


def calendar_of(obligation: Obligation, horizon: Period) -> list[Period]:
    """When an obligation's window occurs within `horizon`, also where it began before."""
    window = obligation.service_window
    first = max(obligation.start_on, horizon.start.astimezone(LONDON).date() - timedelta(days=1))
    last = min(obligation.end_on, horizon.end.astimezone(LONDON).date())
    found = occurrences(window.start_time, window.end_time, window.weekdays, first, last)
    return [period for period in found if period.overlap(horizon)]


def _rows(member: Membership) -> InstructionQuerySet:
    return (
        Instruction.objects.visible_to(member)
        .select_related("obligation__competition", "obligation__service_window", "answered_by")
        .defer("raw", "obligation__raw", "obligation__competition__raw", "obligation__competition__boundary")
    )

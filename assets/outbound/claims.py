"""What every sending of a row shares: one sender has it at a time, and what came of it is written once.

A row is claimed by saying *sending* until a time. Whatever an answer brings is written only while that claim stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from django.db import transaction
from django.db.models import F

from assets.models.pushed import Pushed, PushedQuerySet, PushState
from assets.outbound.pace import hold_back, is_held_back, let_go
from assets.rules.pushing import CLAIM, pause_after
from portal.audit.services import record_event
from portal.core.misfits import misfit
from portal.piclo.client import PicloClient
from portal.piclo.errors import PicloError, Rejected, Unauthorised, Unavailable
from portal.piclo.models import Connection
from portal.piclo.wire import Received

Clock = Callable[[], datetime]
OpenClient = Callable[[Connection], PicloClient]

P = TypeVar("P", bound=Pushed)
C = TypeVar("C", bound=Pushed, contravariant=True)

RULE = "push to Piclo"


class Deed(Protocol[C]):
    """What is done with a claimed row: make Piclo hold it (raises PicloError), and write down that it does."""

    def __call__(self, client: PicloClient, row: C, provider_id: str, now: Clock) -> None: ...


class NoConnection(Unavailable):
    """There is nobody to ask yet. The row waits; Piclo's pace has nothing to do with it."""


def untold(row: Pushed) -> None:
    """For nouns whose rows are in no run."""


@dataclass(frozen=True)
class Claims(Generic[P]):
    """The rows of one noun as senders take them. `noun` begins the names of their events.

    `at_its_end` is told of each row that was sent or refused, in the transaction that says so.
    """

    rows: Callable[[], PushedQuerySet[P]]
    noun: str
    at_its_end: Callable[[P], None] = untold

    def send(self, pk: int, deed: Deed[P], open_client: OpenClient, now: Clock) -> bool:
        """Send one row if it is due; False where Piclo could not be reached, so that others need not be tried."""
        organisation = self.rows().filter(pk=pk).values_list("organisation_id", flat=True).first()
        if organisation is not None and is_held_back(organisation, now()):
            return False
        row = self.claim(pk, now())
        if row is None:
            return True
        try:
            connection = _connection(row)
            deed(open_client(connection), row, connection.provider_id, now)
        except Unauthorised as error:
            self.postpone(row, error, now())
            return False
        except Rejected as error:
            self.refuse(row, error, now())
        except PicloError as error:
            self.postpone(row, error, now())
            return not isinstance(error, Unavailable)
        return True

    def send_due(
        self, send_one: Callable[[int], bool], *, seconds: float, now: Clock, most: int = 5_000
    ) -> int:
        """Send what is due, organisation by organisation, for at most about `seconds`; how many were tried."""
        self.recover_lapsed(now())
        until, tried = now() + timedelta(seconds=seconds), 0
        waiting = self.rows().due(now())
        organisations = waiting.order_by("organisation_id").values_list("organisation_id").distinct()
        for (organisation_id,) in list(organisations):
            due = self.rows().filter(organisation_id=organisation_id).due(now())
            for pk in list(due.values_list("pk", flat=True)[:most]):
                if now() >= until:
                    return tried
                tried += 1
                if not send_one(pk):
                    break
        return tried

    def holder_of(self, piclo_id: str, other_than: P) -> P | None:
        """Another row of the same organisation that carries Piclo's id already."""
        others = self.rows().filter(organisation_id=other_than.organisation_id, piclo_id=piclo_id)
        return others.exclude(pk=other_than.pk).first()

    def claim(self, pk: int, now: datetime) -> P | None:
        """Mark a row as being sent, for one sender alone; None where it is not due or another has it."""
        claimed = self.rows().filter(pk=pk).due(now)
        changed = claimed.update(
            push_state=PushState.SENDING, push_after=now + CLAIM, push_attempts=F("push_attempts") + 1
        )
        return self.rows().get(pk=pk) if changed else None

    def recover_lapsed(self, now: datetime) -> int:
        """Whoever claimed these is gone without a word: what became of the call is to be read back."""
        return self.rows().lapsed(now).update(push_state=PushState.UNCONFIRMED, push_after=now)

    def still_ours(self, sent: P) -> P | None:
        """The row, locked, if the claim under which it was sent still stands."""
        mine = self.rows().select_for_update()
        return mine.filter(pk=sent.pk, push_state=PushState.SENDING, push_after=sent.push_after).first()

    def settle(self, sent: P, answer: Received[Any], values: Mapping[str, Any], now: datetime) -> None:
        """Piclo has it. What somebody changed here meanwhile stays, and is sent next if it was asked for.

        `values` are the columns that follow Piclo's answer where nobody did, and where our columns can take them.
        """
        with transaction.atomic():
            standing = self.still_ours(sent)
            if standing is None:
                return
            standing.piclo_id = answer.value.id
            standing.heard(answer.raw)
            standing.uploaded_at, standing.pushed_at = answer.value.created, now
            standing.push_state, standing.push_words = state_after(sent, standing, PushState.IN_STEP), ""
            standing.push_attempts, standing.push_after = 0, None
            if standing.version == sent.version and misfit(type(standing), values) is None:
                for column, value in values.items():
                    setattr(standing, column, value)
            standing.save()
            self.record("pushed", standing, now, {"piclo_id": standing.piclo_id})
            self._end(standing)

    def refuse(self, sent: P, error: Rejected, now: datetime) -> None:
        """Piclo said no: a person has to change something."""
        with transaction.atomic():
            standing = self.still_ours(sent)
            if standing is None:
                return
            standing.push_state = state_after(sent, standing, PushState.REFUSED)
            standing.push_words, standing.push_attempts, standing.push_after = error.words, 0, None
            standing.save(
                update_fields=["push_state", "push_words", "push_attempts", "push_after", "modified_at"]
            )
            self.record("refused", standing, now, {"words": error.words})
            self._end(standing)

    def postpone(self, sent: P, error: PicloError, now: datetime) -> None:
        """Piclo could not be asked, or may have done it without saying so: again later, reading back first."""
        asked_for = error.retry_after if isinstance(error, Unavailable) else None
        if isinstance(error, Unavailable | Unauthorised) and not isinstance(error, NoConnection):
            hold_back(sent.organisation_id, error, now)
        state = PushState.UNCONFIRMED if error.may_have_arrived else PushState.WAITING
        mine = self.rows().filter(pk=sent.pk, push_state=PushState.SENDING, push_after=sent.push_after)
        mine.update(
            push_state=state,
            push_words=error.words,
            push_after=now + pause_after(sent.push_attempts, asked_for),
        )

    def _end(self, row: P) -> None:
        """Piclo answered. A row that somebody asked for again meanwhile is not at its end."""
        let_go(row.organisation_id)
        if row.push_state != PushState.WAITING:
            self.at_its_end(row)

    def record(self, verb: str, row: P, now: datetime, after: dict[str, Any]) -> None:
        """An event of the rule, not of a person."""
        record_event(
            kind=f"{self.noun}.{verb}",
            organisation_id=row.organisation_id,
            subject=row,
            at=now,
            rule=RULE,
            after=after,
        )


def _connection(row: Pushed) -> Connection:
    found = Connection.objects.filter(organisation_id=row.organisation_id).first()
    if found is None:
        raise NoConnection("There is no connection to Piclo yet.")
    return found


def state_after(sent: Pushed, standing: Pushed, otherwise: PushState) -> PushState:
    """Where a row goes after an answer, when somebody may have worked on it meanwhile."""
    if standing.push_asked_at != sent.push_asked_at:
        return PushState.WAITING
    return otherwise if standing.version == sent.version else PushState.NOT_SENT

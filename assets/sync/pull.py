"""Piclo's records brought into our rows: a page at a time, set-based, only rows that differ.

What assets and planned assets have in common; each noun says the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.db.models import QuerySet

from assets.models import PushState
from assets.models.pushed import Pushed
from assets.rules.fields import Values
from assets.sync.changes import Noticed, followed, gone, write_down
from portal.core.bulk import Upserted, upsert_changed
from portal.core.misfits import misfit
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection, SyncRun
from portal.piclo.wire import Page, Received, Refusal

# Rows that take Piclo's values. In every other state they hold something that people here want Piclo to have.
FOLLOWING = (PushState.IN_STEP, PushState.GONE)
UNSENT = tuple(state for state in PushState if state not in FOLLOWING)
# Written when a row is first made; later they are the push's own.
AT_FIRST = {"push_attempts": 0, "push_state": PushState.IN_STEP, "push_words": ""}


class Registered(Protocol):
    """What Piclo holds of anything that is registered there."""

    @property
    def id(self) -> str: ...
    @property
    def created(self) -> datetime | None: ...


R = TypeVar("R", bound=Registered)


@dataclass(frozen=True)
class Standing:
    """What decides how one of our rows takes Piclo's record."""

    pk: int
    reference: str
    piclo_id: str
    push_state: str
    pushed_at: datetime | None


Unsent = Sequence[tuple[Standing, Values]]


@dataclass
class Pull(Generic[R]):
    """One reading of all records: pages are stored as they come, and at the end what no page held is marked gone.

    `started_at` guards what was sent while Piclo's list was being read: the list may be older than the answer to that.
    A page may come again record by record: what is remembered of it is by Piclo's id.
    """

    model: ClassVar[type[Pushed]]
    # In events, and in words.
    noun: ClassVar[str]
    called: ClassVar[str]
    # The column of the reference, and all that Piclo's record says.
    reference: ClassVar[str]
    columns: ClassVar[Sequence[str]]
    # Columns of a row that follows which are not Piclo's to say.
    own: ClassVar[Sequence[str]] = ()

    started_at: datetime
    seen_ids: set[str] = field(default_factory=set)
    named: dict[str, str] = field(default_factory=dict)
    taken: dict[int, str] = field(default_factory=dict)
    run: SyncRun | None = None

    def values_of(self, theirs: R) -> Values:
        """Piclo's record as values of our columns."""
        raise NotImplementedError

    def learn(self, unsent: Unsent, now: datetime) -> tuple[Upserted, list[Noticed]]:
        """Have rows with something unsent learn that they are at Piclo; of which it is news that they differ."""
        raise NotImplementedError

    def fault_in(self, row: Values) -> str | None:
        """Why a row cannot be stored, in words."""
        return misfit(self.model, row)

    def follow(self, rows: Sequence[Values], now: datetime) -> Upserted:
        """Have rows that follow Piclo take all of it."""
        return upsert_changed(
            self.model,
            rows,
            key=self.key,
            keep=["created_at", "push_attempts", *self.own],
            touch={"modified_at": now},
            count_up=["version"],
            only_where={"push_state": FOLLOWING},
            remember=[*self.columns, "push_state"],
        )

    def begin(self, run: SyncRun) -> None:
        """What is changed from now on was changed by this run."""
        self.run = run

    def apply(self, connection: Connection, page: Page[R], now: datetime) -> Tally:
        """Store one page. Records that cannot be stored join the page's refused ones."""
        self.seen_ids.update(refusal.ref for refusal in page.refused)
        # A list that moves while it is read may hold a record twice.
        items = {item.value.id: item for item in page.items}.values()
        rows = [(item, self._row(connection.organisation_id, item, now)) for item in items]
        by_id, by_reference = self._standing(connection.organisation_id, rows)
        following: dict[str, Values] = {}
        unsent, skipped = [], 0
        renamed: dict[str, str] = {}
        for item, row in rows:
            self.seen_ids.add(item.value.id)
            named = by_reference.get(row[self.reference])
            ours = by_id.get(item.value.id) or named
            if fault := self._clash(item.value.id, row, ours, named) or self.fault_in(row):
                page.refused.append(Refusal(item.value.id, fault, item.raw))
            elif ours and ours.pushed_at and ours.pushed_at >= self.started_at:
                skipped += 1
            elif ours and ours.push_state in UNSENT:
                unsent.append((ours, row))
            else:
                renamed |= self._rename(ours, row[self.reference], now)
                following[row[self.reference]] = row
        took = self.follow(list(following.values()), now)
        learnt, differ = self.learn(unsent, now)
        self._write_down(
            [*followed(took.before, following, renamed, self.reference), *differ], connection, now
        )
        unchanged = took.unchanged + learnt.unchanged + skipped
        return Tally(len(took.created), len(took.changed) + len(learnt.changed), unchanged)

    def finish(self, connection: Connection, now: datetime) -> Tally:
        """Mark the rows in step that Piclo no longer lists."""
        rows = self._mine(connection.organisation_id)
        in_step = rows.filter(push_state=PushState.IN_STEP).exclude(pushed_at__gte=self.started_at)
        listed = in_step.values_list("pk", "piclo_id")
        missing = [pk for pk, piclo_id in listed if piclo_id not in self.seen_ids]
        if not missing:
            return Tally()
        left = rows.select_for_update().filter(pk__in=missing, push_state=PushState.IN_STEP)
        lost = list(left.order_by("pk").values_list("pk", "name", self.reference))
        rows.filter(pk__in=[pk for pk, *_ in lost]).update(push_state=PushState.GONE, modified_at=now)
        self._write_down(gone(lost), connection, now)
        return Tally(gone=len(lost))

    @property
    def key(self) -> tuple[str, str]:
        """What a row is known by."""
        return ("organisation_id", self.reference)

    def _row(self, organisation_id: int, item: Received[R], now: datetime) -> Values:
        return {
            "organisation_id": organisation_id,
            **self.values_of(item.value),
            "piclo_id": item.value.id,
            "raw": item.raw,
            "uploaded_at": item.value.created,
            "created_at": now,
            **AT_FIRST,
        }

    def _standing(
        self, organisation_id: int, rows: Iterable[tuple[Received[R], Values]]
    ) -> tuple[Mapping[str, Standing], Mapping[str, Standing]]:
        """Our rows that a page may be about, by Piclo's id and by reference."""
        ids, references = [item.value.id for item, _ in rows], [row[self.reference] for _, row in rows]
        columns = ("pk", self.reference, "piclo_id", "push_state", "pushed_at")
        mine = self._mine(organisation_id).values_list(*columns)
        known = [Standing(*row) for row in mine.filter(piclo_id__in=ids).exclude(piclo_id="")]
        named = [Standing(*row) for row in mine.filter(**{f"{self.reference}__in": references})]
        return {ours.piclo_id: ours for ours in known}, {ours.reference: ours for ours in named}

    def _clash(self, piclo_id: str, row: Values, ours: Standing | None, named: Standing | None) -> str | None:
        """Why a record cannot be told from another, in words."""
        reference = row[self.reference]
        if self.named.setdefault(reference, piclo_id) != piclo_id:
            return f"Another {self.called} at Piclo has the reference {reference} too."
        if not ours:
            return None
        if self.taken.setdefault(ours.pk, piclo_id) != piclo_id or (named and named.pk != ours.pk):
            return f"Its reference {reference} belongs to another {self.called} here."
        return None

    def _rename(self, ours: Standing | None, reference: str, now: datetime) -> dict[str, str]:
        """Follow Piclo where a reference was changed there: rare, so row by row. The new one -> the earlier one."""
        if not ours or ours.reference == reference:
            return {}
        rows = self.model._default_manager.filter(pk=ours.pk, push_state__in=FOLLOWING)
        rows.update(**{self.reference: reference, "modified_at": now})
        return {reference: ours.reference}

    def _mine(self, organisation_id: int) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows.filter(organisation_id=organisation_id)

    def _write_down(self, noticed: list[Noticed], connection: Connection, now: datetime) -> None:
        write_down(noticed, self.model, self.noun, connection, self.run, now)

"""Recording an event: called by services, in the transaction of what they decide."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from portal.audit.models import Event, cause_of
from portal.core.bulk import insert_rows


def record_event(
    *,
    kind: str,
    organisation_id: int | None,
    subject: models.Model,
    at: datetime,
    actor_id: int | None = None,
    rule: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """Append `kind` (`noun.verb-in-past`, like `ballot.approved`) about `subject`.

    `actor_id` is the user's primary key, or None where a rule or a feed decided; then `rule` says which.
    """
    return Event.objects.create(
        organisation_id=organisation_id,
        actor_id=actor_id,
        rule=rule,
        at=at,
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        before=before or {},
        after=after or {},
    )


@dataclass(frozen=True)
class Decided:
    """What was decided of one of many rows."""

    subject_id: int
    label: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def record_events(
    *,
    kind: str,
    organisation_id: int | None,
    model: type[models.Model],
    decided: Sequence[Decided],
    at: datetime,
    actor_id: int | None = None,
    rule: str = "",
    cause: models.Model | None = None,
) -> None:
    """Append an event of one kind about each of many rows of a model, in one statement.

    `cause` is the row that set them all off, such as a reading of Piclo: `Event.objects.caused_by` finds them by it.
    """
    shared = {
        "organisation_id": organisation_id,
        "actor_id": actor_id,
        "rule": rule,
        "cause": cause_of(cause) if cause else "",
        "at": at,
        "kind": kind,
        "subject_type": model._meta.label_lower,
    }
    insert_rows(
        Event,
        [
            shared
            | {
                "subject_id": str(one.subject_id),
                "subject_label": one.label[:200],
                "before": one.before,
                "after": one.after,
            }
            for one in decided
        ],
    )

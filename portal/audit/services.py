"""Recording an event: called by services, in the transaction of what they decide."""

from datetime import datetime
from typing import Any

from django.db import models

from portal.audit.models import Event


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

"""Saving and testing a connection."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.audit.services import record_event
from portal.core.doorbell import ring
from portal.core.people import Acting
from portal.piclo.models import Connection, FeedState
from portal.piclo.pacing import ensure_feeds
from portal.piclo.probing import Probe, Verdict, probe
from portal.piclo.tasks import ring_due_feeds

PLAIN = ("base_url", "provider_id", "client_id")
SECRET = ("api_key", "webhook_secret")


class WouldBreakWorkingConnection(Exception):
    """The new values do not work while the present ones do; saying so knowingly saves them all the same."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.words)
        self.verdict = verdict


class ConnectionChanged(Exception):
    """Somebody saved the connection after this person had opened it."""


@dataclass(frozen=True, slots=True)
class ConnectionValues:
    """What a person enters. A secret left empty stays as it is."""

    base_url: str
    provider_id: str
    client_id: str
    api_key: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)


def save_connection(
    *,
    values: ConnectionValues,
    by: Acting,
    now: datetime,
    version: int | None = None,
    knowingly: bool = False,
    try_out: Probe = probe,
) -> Connection:
    """Test `values` against Piclo and keep them, with what came of the test, for the member's organisation.

    Raises WouldBreakWorkingConnection where a working connection would be replaced by one that does not work, unless
    `knowingly`; ConnectionChanged where `version` is no longer the one that stands.
    """
    tried = _candidate(by.organisation_id, values)
    verdict = try_out(tried.settings())
    with transaction.atomic():
        standing = Connection.objects.select_for_update().filter(organisation_id=by.organisation_id).first()
        if standing and version is not None and standing.version != version:
            raise ConnectionChanged
        if standing and standing.is_working and not verdict.works and not knowingly:
            raise WouldBreakWorkingConnection(verdict)
        return _store(standing, values, verdict, by, now)


def try_connection(*, connection: Connection, by: Acting, now: datetime, try_out: Probe = probe) -> Verdict:
    """Ask Piclo who we are and note what came of it."""
    verdict = try_out(connection.settings())
    with transaction.atomic():
        locked = Connection.objects.select_for_update().get(pk=connection.pk)
        before = {"state": locked.state}
        _note(locked, verdict, now)
        locked.save(update_fields=["state", "last_word", "heard_at", "modified_at"])
        _event("connection.tested", locked, by, now, before=before, after=_outcome(locked))
    return verdict


def _candidate(organisation_id: int, values: ConnectionValues) -> Connection:
    """The connection as it would be with these values; not saved."""
    candidate = Connection.objects.filter(organisation_id=organisation_id).first()
    candidate = candidate or Connection(organisation_id=organisation_id)
    _put(candidate, values)
    return candidate


def _store(
    standing: Connection | None, values: ConnectionValues, verdict: Verdict, by: Acting, now: datetime
) -> Connection:
    connection = standing or Connection(organisation_id=by.organisation_id, version=0)
    before = {name: getattr(connection, name) for name in PLAIN} if standing else {}
    changed = [name for name in SECRET if getattr(values, name)]
    _put(connection, values)
    _note(connection, verdict, now)
    connection.version += 1
    connection.save()
    ensure_feeds()
    FeedState.objects.filter(connection=connection).update(due_at=now, failures=0)
    after = (
        {name: getattr(connection, name) for name in PLAIN}
        | _outcome(connection)
        | {"secrets_changed": changed}
    )
    _event("connection.saved", connection, by, now, before=before, after=after)
    ring(ring_due_feeds)
    return connection


def _put(connection: Connection, values: ConnectionValues) -> None:
    for name in PLAIN:
        setattr(connection, name, getattr(values, name))
    for name in SECRET:
        if getattr(values, name):
            setattr(connection, name, getattr(values, name))


def _note(connection: Connection, verdict: Verdict, now: datetime) -> None:
    connection.state, connection.last_word = verdict.state, verdict.words
    if verdict.works:
        connection.heard_at = now


def _outcome(connection: Connection) -> dict[str, Any]:
    return {"state": connection.state, "last_word": connection.last_word}


def _event(kind: str, connection: Connection, by: Acting, now: datetime, **told: dict[str, Any]) -> None:
    record_event(
        kind=kind,
        organisation_id=connection.organisation_id,
        actor_id=by.user_id,
        subject=connection,
        at=now,
        before=told.get("before"),
        after=told.get("after"),
    )

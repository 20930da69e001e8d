"""From a stored connection to a client that remembers its calls in the database."""

from portal.piclo.calls import CallRecord, Recorder
from portal.piclo.client import PicloClient
from portal.piclo.models import Call, Connection


def client_for(connection: Connection, *, run_id: int | None = None) -> PicloClient:
    """Piclo as `connection` sees it. Use it outside transactions: what is asked of Piclo cannot be rolled back."""
    return PicloClient(connection.settings(), recorder=recorder_for(connection), run_id=run_id)


def recorder_for(connection: Connection) -> Recorder:
    """Keeps every call over `connection` as a row."""

    def record(call: CallRecord) -> None:
        Call.objects.create(
            connection_id=connection.pk,
            run_id=call.run_id,
            endpoint=call.endpoint,
            method=call.method,
            path=call.path[:300],
            status=call.status,
            outcome=call.outcome,
            duration_ms=call.duration_ms,
            attempt=call.attempt,
            at=call.at,
        )

    return record

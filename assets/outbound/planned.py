"""Our planned assets to Piclo: at most one is ever created there, whatever fails in between.

Piclo cannot be asked for one by its reference, so the whole list is read before anything is created, and once more
where Piclo refuses to create: an answer that was lost, or came late, has left it there.
"""

from django.utils import timezone

from assets.models import PlannedAsset
from assets.outbound.claims import Claims, Clock, OpenClient
from assets.rules.planned_fields import COLUMNS, body_of, differences, to_piclo, values_of
from portal.piclo.client import PicloClient
from portal.piclo.connect import client_for
from portal.piclo.errors import NotFound, Rejected, Unauthorised
from portal.piclo.wire import PlannedAsset as PicloPlannedAsset
from portal.piclo.wire import Received, Unreadable, read

CLAIMS = Claims(PlannedAsset.objects.all, "planned-asset")


def push_planned(planned_id: int, *, open_client: OpenClient = client_for, now: Clock = timezone.now) -> bool:
    """Send one planned asset if it is due; False where Piclo could not be reached."""
    return CLAIMS.send(planned_id, _bring, open_client, now)


def push_due_planned(
    *, seconds: float, open_client: OpenClient = client_for, now: Clock = timezone.now
) -> int:
    """Send what is due, organisation by organisation, for at most about `seconds`; how many were tried."""

    def send_one(planned_id: int) -> bool:
        return push_planned(planned_id, open_client=open_client, now=now)

    return CLAIMS.send_due(send_one, seconds=seconds, now=now)


def _bring(client: PicloClient, row: PlannedAsset, provider_id: str, now: Clock) -> None:
    answer = bring_in_step(client, row, provider_id)
    CLAIMS.settle(row, answer, values_of(answer.value) | {"reference": row.reference}, now())


def bring_in_step(
    client: PicloClient, planned: PlannedAsset, provider_id: str
) -> Received[PicloPlannedAsset]:
    """Make Piclo hold what people changed here; what it then holds. Raises PicloError."""
    ours = {column: getattr(planned, column) for column in COLUMNS}
    theirs = _standing(client, planned)
    if theirs is None:
        try:
            return client.create_planned_asset(body_of(ours, provider_id))
        except Unauthorised:
            raise
        except Rejected:
            theirs = find(client, planned)
            if theirs is None:
                raise
    there = values_of(theirs.value)
    edited = differences(ours, _last_known(planned))
    changes = {column: value for column, value in edited.items() if there[column] != value}
    return client.update_planned_asset(theirs.value.id, to_piclo(changes)) if changes else theirs


def find(client: PicloClient, planned: PlannedAsset) -> Received[PicloPlannedAsset] | None:
    """The planned asset with our reference in Piclo's list; Rejected where another of our rows is that one."""
    items = (item for page in client.list_planned_assets() for item in page.items)
    found = next((item for item in items if item.value.reference == planned.reference), None)
    if found and (other := CLAIMS.holder_of(found.value.id, other_than=planned)):
        words = (
            f"At Piclo the reference {planned.reference} still belongs to {other}, "
            "whose new one has to be sent first."
        )
        raise Rejected(words, status=409)
    return found


def _standing(client: PicloClient, planned: PlannedAsset) -> Received[PicloPlannedAsset] | None:
    """As it stands at Piclo: by its id, else by our reference."""
    if planned.piclo_id:
        try:
            return client.get_planned_asset(planned.piclo_id)
        except NotFound:
            pass
    return find(client, planned)


def _last_known(planned: PlannedAsset) -> dict[str, object]:
    """What it was when last in step: what differs from that was changed here. Everything, where it never was."""
    try:
        return values_of(read(PicloPlannedAsset, planned.raw).value)
    except Unreadable:
        return dict.fromkeys(COLUMNS, object())

"""What a worker does with imports: read those that wait, apply those that were asked for, one at a time."""

from django.utils import timezone

from assets.intake.applying import apply
from assets.intake.reading import read
from assets.models import AssetImport, ImportState
from portal.piclo.locks import held_lock


def work_on_waiting(organisation_id: int) -> bool:
    """Bring an organisation's imports forward, the oldest first; whether anything is to be sent to Piclo now.

    A worker that dies lets go of its lock, and the next one begins its import again.
    """
    to_send = False
    with held_lock(f"asset-imports-{organisation_id}") as held:
        while held and (
            upload := AssetImport.objects.filter(organisation_id=organisation_id).at_work().first()
        ):
            if upload.state == ImportState.APPLYING:
                to_send |= apply(upload, now=timezone.now())
            else:
                read(upload, now=timezone.now())
    return to_send

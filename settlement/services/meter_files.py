"""Uploading meter data."""

import hashlib
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from portal.accounts.models import Membership
from portal.audit.services import record_event
from portal.core.doorbell import ring
from settlement.models import MeterFile
from settlement.rules.conventions import Convention
from settlement.rules.tables import MAX_BYTES
from settlement.tasks import read_file


class NotUploaded(Exception):
    """An upload that was not taken; the message says why."""


def upload_meter_file(
    *, content: "File[bytes]", name: str, convention: Convention, by: Membership, now: datetime
) -> MeterFile:
    """Keep a file of half-hourly readings to be read by `convention`, and ring for its reading.

    Raises NotUploaded for an empty file or one over 50 MB. Whether its lines make sense is told when it is read.
    """
    size = content.size
    if not size:
        raise NotUploaded("The file is empty.")
    if size > MAX_BYTES:
        raise NotUploaded("The file is larger than 50 MB. Send it in parts, by month or by meter.")
    with transaction.atomic():
        file = MeterFile(
            organisation=by.organisation,
            name=name[:200],
            size=size,
            digest=digest_of(content),
            uploaded_by=by.user,
            uploaded_at=now,
            zone=convention.zone.value,
            stamp=convention.stamp.value,
            sign=convention.sign.value,
            unit=convention.unit.value,
        )
        file.content.save(name, content, save=True)
        record_event(
            kind="meter-file.uploaded",
            organisation_id=by.organisation_id,
            actor_id=by.user_id,
            subject=file,
            at=now,
            after={"size": size, "digest": file.digest, "convention": convention.spoken()},
        )
        ring(read_file, file_id=file.pk)
    return file


def digest_of(content: "File[bytes]") -> str:
    """SHA-256 of a file, which is left at its beginning."""
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()

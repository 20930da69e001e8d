"""Uploading a spreadsheet of assets, and saying what is to become of it."""

import hashlib
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from assets.intake.opening import inspect
from assets.models import AssetImport, ImportState
from assets.rules.files import MOST_BYTES, Unreadable
from assets.tasks import work_on_import
from portal.accounts.models import Membership
from portal.audit.services import record_event
from portal.core.doorbell import ring


class ImportRefused(Exception):
    """That cannot be done with an import; the message is for people."""


class NotUploaded(ImportRefused):
    """A file that was not taken; nothing of it is stored."""


def upload_import(*, content: "File[bytes]", name: str, by: Membership, now: datetime) -> AssetImport:
    """Keep a spreadsheet to be read, and ring for its reading.

    Raises NotUploaded for an empty file, one over 30 MB, and one that is no spreadsheet, by its content. Whether its
    rows make sense is told when it is read.
    """
    size = content.size or 0
    if not size:
        raise NotUploaded("The file is empty.")
    if size > MOST_BYTES:
        raise NotUploaded("The file is larger than 30 MB. Send it in parts.")
    try:
        kind = inspect(content, name)
    except Unreadable as error:
        raise NotUploaded(str(error)) from error
    with transaction.atomic():
        upload = AssetImport(
            organisation=by.organisation,
            name=plain_name(name),
            kind=kind,
            size=size,
            digest=_digest_of(content),
            uploaded_by=by.user,
            uploaded_at=now,
        )
        upload.content.save(name, content, save=True)
        _record("asset-import.uploaded", upload, by, now, {"size": size, "digest": upload.digest})
        ring(work_on_import, import_id=upload.pk)
    return upload


def ask_to_apply(
    *, import_id: int, by: Membership, now: datetime, good_rows_only: bool = False, send: bool = False
) -> AssetImport:
    """Ask for a previewed import to be applied: all of it, or its good rows. With `send` changes go to Piclo."""
    with transaction.atomic():
        upload = _locked(import_id, by)
        if upload.state != ImportState.READY:
            raise ImportRefused(
                f"This import is {upload.get_state_display().lower()}: it cannot be applied now."
            )
        if upload.rows_faulty and not good_rows_only:
            raise ImportRefused(
                "Rows with faults stand in the way. Repair them, or apply the good rows only."
            )
        if not upload.rows_good:
            raise ImportRefused("Nothing in this file would change the portfolio.")
        upload.state, upload.progress, upload.attempts, upload.words = ImportState.APPLYING, 0, 0, ""
        upload.good_rows_only, upload.send, upload.ended_by = good_rows_only, send, by.user
        upload.save()
        ring(work_on_import, import_id=upload.pk)
    return upload


def read_again(*, import_id: int, by: Membership, now: datetime) -> AssetImport:
    """Judge a file anew against the portfolio as it stands."""
    with transaction.atomic():
        upload = _locked(import_id, by)
        if upload.state not in {ImportState.READY, ImportState.REFUSED}:
            raise ImportRefused(f"This import is {upload.get_state_display().lower()}: it is not read again.")
        upload.state, upload.progress, upload.attempts, upload.words = ImportState.WAITING, 0, 0, ""
        upload.save()
        ring(work_on_import, import_id=upload.pk)
    return upload


def discard_import(*, import_id: int, by: Membership, now: datetime) -> AssetImport:
    """Leave the portfolio as it is. The file stays in the history."""
    with transaction.atomic():
        upload = _locked(import_id, by)
        if upload.state not in {ImportState.READY, ImportState.WAITING, ImportState.READING}:
            raise ImportRefused(
                f"This import is {upload.get_state_display().lower()}: it cannot be discarded."
            )
        upload.state, upload.ended_by, upload.ended_at = ImportState.DISCARDED, by.user, now
        upload.save()
        _record("asset-import.discarded", upload, by, now, {"rows": upload.rows_read})
    return upload


def plain_name(name: str) -> str:
    """A file's name as it may be shown: printable, its last part only."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-200:] or "file"


def _locked(import_id: int, by: Membership) -> AssetImport:
    return AssetImport.objects.visible_to(by).select_for_update(of=("self",)).get(pk=import_id)


def _record(kind: str, upload: AssetImport, by: Membership, now: datetime, after: dict[str, object]) -> None:
    record_event(
        kind=kind,
        organisation_id=by.organisation_id,
        actor_id=by.user_id,
        subject=upload,
        at=now,
        after=after,
    )


def _digest_of(content: "File[bytes]") -> str:
    """SHA-256 of a file, which is left at its beginning."""
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()

"""Bringing a postcode table: an operator of the portal uploads it, it is loaded in the background."""

from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from assets.models import PostcodeTable
from assets.tasks import load_postcode_tables
from portal.accounts.models import User
from portal.audit.services import record_event
from portal.core.doorbell import ring

MOST_UPLOADED = 250_000_000


class NotUploadedError(Exception):
    """An upload that was not taken; the message says why."""


def fault_of_upload(name: str, size: int) -> str | None:
    """Why a file is not taken, before it is opened; None where it may be."""
    if not name.lower().endswith((".csv", ".zip")):
        return "Choose a CSV, or a zip of CSVs, as it is published."
    if not size:
        return "The file is empty."
    if size > MOST_UPLOADED:
        return "The file is larger than 250 MB. Zip it, or load it on the server with the command load_postcodes."
    return None


def upload_postcode_table(
    *, content: "File[bytes]", name: str, keeps_others: bool, by: User, now: datetime
) -> PostcodeTable:
    """Keep a file to be loaded, and ring for its loading. Raises NotUploadedError.

    `by` is an operator of the portal, not a member: the table is shared by all organisations.
    """
    if fault := fault_of_upload(name, content.size or 0):
        raise NotUploadedError(fault)
    with transaction.atomic():
        table = PostcodeTable(name=name[:200], size=content.size or 0, keeps_others=keeps_others, asked_by=by)
        table.content.save(name, content, save=True)
        record_event(
            kind="postcode-table.uploaded",
            organisation_id=None,
            actor_id=by.pk,
            subject=table,
            at=now,
            after={"size": table.size, "keeps_others": keeps_others},
        )
        ring(load_postcode_tables)
    return table

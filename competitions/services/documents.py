"""Keeping the company's papers."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from competitions.models import Application, CompanyDocument
from competitions.records import record_of_document
from competitions.rules.documents import Unfit, type_of
from competitions.services.errors import ApplicationError, NotTaken
from portal.accounts.models import Membership
from portal.core.formats import local


@dataclass(frozen=True)
class About:
    """What is said of a file: its type, the company it is about, its last day, and the one operator it is for."""

    kind: str
    entity: str
    expires_on: date | None = None
    application: Application | None = None


def upload_document(
    *, content: "File[bytes]", name: str, about: About, by: Membership, now: datetime
) -> CompanyDocument:
    """Keep a file. Raises NotTaken where it is not what it claims, too large, empty, or has run out already."""
    with transaction.atomic():
        document = _kept(content, name, about, by, now)
        record_of_document("document.uploaded", document, now, by=by, after=_said(document))
    return document


def replace_document(
    *, document_id: int, content: "File[bytes]", name: str, about: About, by: Membership, now: datetime
) -> CompanyDocument:
    """Put a newer version in a document's place; the old one stays with what was sent."""
    with transaction.atomic():
        old = _locked(document_id, by)
        new = _kept(content, name, about, by, now, replaces=old)
        old.replaced_at = now
        old.save(update_fields=["replaced_at", "modified_at"])
        record_of_document("document.replaced", new, now, by=by, before=_said(old), after=_said(new))
    return new


def remove_document(*, document_id: int, by: Membership, now: datetime) -> None:
    """Take away a document that was never sent, with its file; the version that it replaced stands again."""
    with transaction.atomic():
        document = _locked(document_id, by)
        if document.sendings.exists():
            raise ApplicationError(
                "This document was sent to an operator and stays in the history. Replace it."
            )
        record_of_document("document.removed", document, now, by=by, before=_said(document))
        storage, stored, before = document.content.storage, str(document.content.name), document.replaces_id
        document.delete()
        if before:
            CompanyDocument.objects.filter(pk=before).update(replaced_at=None, modified_at=now)
        transaction.on_commit(lambda: storage.delete(stored))


def note_download(*, document: CompanyDocument, by: Membership, now: datetime) -> None:
    """Write down who read a document: these papers are confidential."""
    record_of_document("document.downloaded", document, now, by=by, after={"sha256": document.sha256})


def _kept(
    content: "File[bytes]",
    name: str,
    about: About,
    by: Membership,
    now: datetime,
    replaces: CompanyDocument | None = None,
) -> CompanyDocument:
    if about.expires_on and about.expires_on < local(now).date():
        raise NotTaken("This document has run out already. Upload the current one.")
    plain = name.replace("\\", "/").rpartition("/")[2][-200:]
    try:
        kind = type_of(content, plain, content.size)
    except Unfit as unfit:
        raise NotTaken(str(unfit)) from unfit
    document = CompanyDocument(
        organisation_id=by.organisation_id,
        application=about.application,
        kind=about.kind,
        entity=about.entity.strip(),
        expires_on=about.expires_on,
        name=plain,
        media_type=kind.media_type,
        size=content.size,
        sha256=_digest_of(content),
        uploaded_by_id=by.user_id,
        uploaded_at=now,
        replaces=replaces,
    )
    document.content.save(plain, content, save=True)
    return document


def _locked(document_id: int, by: Membership) -> CompanyDocument:
    """The document, locked, while no newer one has its place."""
    document = CompanyDocument.objects.visible_to(by).select_for_update().get(pk=document_id)
    if document.replaced_at:
        raise ApplicationError("A newer version has taken this document’s place.")
    return document


def _digest_of(content: "File[bytes]") -> str:
    digest = hashlib.sha256()
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


def _said(document: CompanyDocument) -> dict[str, object]:
    return {
        "type": document.kind,
        "entity": document.entity,
        "file": document.name,
        "valid_until": document.expires_on,
        "sha256": document.sha256,
    }

"""The company's papers for their page."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from competitions.models import CompanyDocument
from competitions.selectors.applications import document_state
from portal.accounts.models import Membership
from portal.core.formats import local
from portal.core.states import State


@dataclass(frozen=True)
class Kept:
    """One document: the version that stands, and those before it, newest first."""

    document: CompanyDocument
    shown: State
    times_sent: int
    before: list[CompanyDocument] = field(default_factory=list)


def documents_for(member: Membership, now: datetime) -> list[Kept]:
    """Documents with their versions in one query; those that run out first on top."""
    rows = CompanyDocument.objects.visible_to(member).select_related("application", "uploaded_by")
    by_id = {row.pk: row for row in rows.annotate(times_sent=Count("sendings"))}
    today = local(now).date()
    current = [row for row in by_id.values() if row.replaced_at is None]
    current.sort(
        key=lambda row: (row.expires_on is None, row.expires_on or today, row.kind, row.entity, row.pk)
    )
    return [
        Kept(row, document_state(row, today), row.times_sent, _versions_before(row, by_id))  # type: ignore[attr-defined]
        for row in current
    ]


def _versions_before(row: CompanyDocument, by_id: dict[int, CompanyDocument]) -> list[CompanyDocument]:
    found, before = [], row.replaces_id
    while before and before in by_id:
        found.append(by_id[before])
        before = by_id[before].replaces_id
    return found

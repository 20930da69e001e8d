"""An application to take along: what one needs to hand it in on Piclo's own site."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime

from django.template.loader import render_to_string

from competitions.models import Application, CompanyDocument
from competitions.rules.applications import SECTIONS, as_sent, spoken
from portal.core.csvs import safe_text
from portal.core.formats import local

IN_MEMORY, CHUNK = 4 * 1024 * 1024, 64 * 1024


def packed(application: Application, now: datetime) -> Iterator[bytes]:
    """A ZIP, bit by bit: the form as a page, the form as a table, and the documents valid today."""
    today = local(now).date()
    documents = [
        document
        for document in CompanyDocument.objects.that_go_with(application).order_by("kind", "pk")
        if not document.is_expired(today)
    ]
    rows = rows_of(application)
    context = {"application": application, "rows": rows, "documents": documents, "now": now}
    page = render_to_string("competitions/application_package.html", context)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as package:
        with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("application.html", page)
            archive.writestr("application.csv", _table(rows))
            for position, document in enumerate(documents, start=1):
                with document.content.open("rb") as content:
                    archive.writestr(f"documents/{position:02d}-{document.name}", content.read())
        package.seek(0)
        yield from iter(lambda: package.read(CHUNK), b"")


def rows_of(application: Application) -> list[tuple[str, str, str]]:
    """(section, question, answer) for all that was answered, in the form's order."""
    sent = as_sent(application.answers)
    return [
        (section.title, question.label, spoken(question, sent[section.code][question.name]))
        for section in SECTIONS
        for question in section.questions
        if question.name in sent[section.code]
    ]


def _table(rows: list[tuple[str, str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Section", "Question", "Answer"])
    writer.writerows([safe_text(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def content_of(document: CompanyDocument) -> Iterator[bytes]:
    """A document's bytes, opened when they are read."""
    with document.content.open("rb") as content:
        yield from content.chunks()

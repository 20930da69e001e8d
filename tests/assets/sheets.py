"""Spreadsheets of assets for tests: made of rows, uploaded and read."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assets.intake.work import work_on_waiting
from assets.models import AssetImport
from assets.rules.mpan import check_digit
from assets.services.imports import ask_to_apply, upload_import
from portal.accounts.models import Membership, Organisation
from tests.factories.accounts import MembershipFactory

HEADINGS = ("Reference", "Name", "Category", "Type", "Voltage level (kV)", "Postcode", "Active export (MW)")
GOOD = ("NEW-1", "Battery one", "Storage", "Battery", "11", "TD1 1AA", "0.05")


def mpan_of(number: int) -> str:
    """A valid MPAN of distributor 18."""
    first = f"18{number:010}"
    return f"{first}{check_digit(first)}"


def as_csv(*rows: Sequence[object], headings: Sequence[str] = HEADINGS, mark: str = ",") -> bytes:
    content = io.StringIO()
    csv.writer(content, delimiter=mark).writerows([headings, *rows])
    return content.getvalue().encode()


def as_xlsx(
    *rows: Sequence[Any], headings: Sequence[str] = HEADINGS, sheet: str = "Assets", **options: Any
) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        page = book.add_worksheet(sheet)
        for place, row in enumerate([headings, *rows]):
            page.write_row(place, 0, row)
    return content.getvalue()


def upload(member: Membership, content: bytes, name: str = "assets.csv") -> AssetImport:
    """A file as somebody uploaded it, not read yet."""
    return upload_import(content=SimpleUploadedFile(name, content), name=name, by=member, now=timezone.now())


def worked(file: AssetImport) -> AssetImport:
    """The import once everything that waits in its organisation was worked on."""
    work_on_waiting(file.organisation_id)
    return AssetImport.objects.get(pk=file.pk)


def read(member: Membership, content: bytes, name: str = "assets.csv") -> AssetImport:
    """A file uploaded and read."""
    return worked(upload(member, content, name))


def applied(file: AssetImport, member: Membership, **said: bool) -> AssetImport:
    """An import asked to be applied, and worked on."""
    return worked(ask_to_apply(import_id=file.pk, by=member, now=timezone.now(), **said))


def any_import(organisation: Organisation) -> AssetImport:
    """A file of one new asset, read."""
    member = Membership.objects.filter(organisation=organisation).first() or MembershipFactory.create(
        organisation=organisation
    )
    return read(member, as_csv(GOOD))


def told(file: AssetImport) -> list[tuple[int, str, str]]:
    """(row, column, words) of every fault."""
    return [
        (row.number, fault["column"], fault["words"])
        for row in file.rows.filter(outcome="fault").order_by("number")
        for fault in row.faults
    ]

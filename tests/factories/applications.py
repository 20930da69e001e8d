"""Applications and documents for tests, and files of each kind."""

import io
import zipfile
from datetime import UTC, date, datetime

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from competitions.models import Application, CompanyDocument
from competitions.services.documents import About, upload_document
from portal.accounts.models import Membership
from tests.factories.accounts import OrganisationFactory

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
WHOLE = {
    "organisation_profile": {
        "registered_name": "Hillside Flex Ltd",
        "company_number": "SC123456",
        "registered_address": "1 Mill Lane\nGalashiels",
        "contact_name": "Ailsa Grant",
        "contact_email": "ailsa@hillside.example",
        "contact_phone": "01896 000000",
    },
    "organisation_status": {
        "legal_form": "private_limited",
        "insolvent": "no",
        "convicted": "no",
        "conflict": "no",
    },
    "audit_insurance_legal": {
        "accounts_to": "2026-03-31",
        "accounts_audited": "yes",
        "public_liability": "5000000",
        "public_liability_until": "2027-10-31",
        "employers_liability": "10000000",
        "employers_liability_until": "2027-10-31",
        "agreement_signed_on": "2026-11-02",
    },
    "declaration": {
        "declared_by": "Ailsa Grant",
        "declared_as": "Director",
        "declared_on": "2026-11-25",
        "declared_true": "yes",
    },
}


class ApplicationFactory(DjangoModelFactory[Application]):
    """A draft that answers everything."""

    class Meta:
        model = Application

    organisation = factory.SubFactory(OrganisationFactory)
    operator_name = "Pennine Electricity"
    dps_record_reference = factory.Sequence(lambda n: f"PE_{n}")
    answers = factory.LazyFunction(lambda: {code: dict(given) for code, given in WHOLE.items()})


def archive(**files: bytes) -> bytes:
    """A ZIP of files; a double underscore in a name stands for a slash, a single one before the ending for a dot."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/"), data)
    return content.getvalue()


def kept(
    member: Membership,
    kind: str = "insurance",
    *,
    until: date | None = date(2027, 10, 31),
    application: Application | None = None,
    content: bytes = PDF,
    now: datetime = NOW,
) -> CompanyDocument:
    """A document that `member` uploaded."""
    name = f"{kind}.pdf"
    about = About(kind, "Hillside Flex Ltd", until, application)
    return upload_document(content=ContentFile(content, name), name=name, about=about, by=member, now=now)


def all_papers(member: Membership) -> list[CompanyDocument]:
    """What every operator asks for."""
    return [kept(member, kind) for kind in ("insurance", "accounts", "agreement")]

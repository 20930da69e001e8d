"""Applications: an operator's approval of the company, market by market (contract 6.3). The whole shape is assumed."""

from collections.abc import Mapping
from datetime import date, datetime

from portal.piclo.wire.base import Body, Resource


class Application(Resource, frozen=True, kw_only=True):
    """How one application stands. `submitted` moves with every sending; `reason` is the operator's own."""

    id: str
    dps_record_reference: str
    operator_name: str = ""
    status: str = ""
    reason: str = ""
    submitted: datetime | None = None
    decided: datetime | None = None
    modified: datetime | None = None


class ApplicationDocument(Body, frozen=True, kw_only=True):
    """A document that goes with an application: named and vouched for, its content is handed over on Piclo's site."""

    type: str
    entity: str
    file_name: str
    sha256: str
    expires_on: date | None = None


class ApplicationBody(Body, frozen=True, kw_only=True):
    """A new application: answers by section and by question, as text."""

    provider: str
    dps_record_reference: str
    sections: Mapping[str, Mapping[str, str]]
    documents: tuple[ApplicationDocument, ...]

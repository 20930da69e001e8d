"""Taking an application along."""

from datetime import datetime

from competitions.models import Application
from competitions.records import record_of_application
from portal.accounts.models import Membership


def note_package(*, application: Application, by: Membership, now: datetime) -> None:
    """Write down who took the answers and documents away."""
    record_of_application("application.packaged", application, now, by=by)

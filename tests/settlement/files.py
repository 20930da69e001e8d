"""What tests of uploads do again and again."""

from settlement.intake import read_waiting
from settlement.models import MeterFile


def read(file: MeterFile) -> MeterFile:
    """The file once everything that waits in its organisation has been read."""
    read_waiting(file.organisation_id)
    file.refresh_from_db()
    return file

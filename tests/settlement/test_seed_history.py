"""The demonstration's past goes through the same doors as everybody's."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from portal.accounts.permissions import Role
from portal.core.periods import HALF_HOUR
from settlement.intake import read_waiting
from settlement.management.commands import seed_history
from settlement.models import Invoice, MeterFile, Report
from settlement.rules.days import half_hours_of
from tests.factories.settlement import (
    EVENT_DAY,
    EVENT_START,
    MPAN,
    days_before,
    lines,
    make_contract,
    make_dispatch,
    make_site,
)
from tests.support.fixtures import MakeMember

pytestmark = pytest.mark.django_db
AUGUST = EVENT_START + timedelta(days=40)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files as the practice market writes them."""
    data = tmp_path / "var" / "meter-data"
    data.mkdir(parents=True)
    for name, days in (("2026-06", days_before()), ("2026-07", [EVENT_DAY])):
        rows = [
            (MPAN, f"{start + HALF_HOUR:%Y-%m-%dT%H:%MZ}", "-1" if start >= EVENT_START else "-5")
            for day in days
            for start in half_hours_of(day)
        ]
        (data / f"{name}.csv").write_text(lines(*rows))
    return data.parent


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, make_member: MakeMember) -> None:
    """The pause between two looks is when the worker reads."""
    member = make_member(Role.SETTLEMENT)
    monkeypatch.setattr(seed_history.time, "sleep", lambda seconds: read_waiting(member.organisation_id))


def run(folder: Path, wait: float = 20) -> str:
    out = StringIO()
    with time_machine.travel(AUGUST, tick=False):
        call_command("seed_history", folder=str(folder), wait=wait, stdout=out)
    return out.getvalue()


def test_the_past_is_uploaded_reported_and_invoiced(folder: Path, make_member: MakeMember) -> None:
    organisation = make_member(Role.OWNER).organisation
    make_dispatch(make_contract(organisation), make_site(organisation))
    said = run(folder)
    assert "2026-06.csv uploaded." in said
    assert "SPEN July 2026, run 1: £1.60." in said
    assert Report.objects.get().made_by == MeterFile.objects.first().uploaded_by  # type: ignore[union-attr]
    assert list(Invoice.objects.get().made_by.memberships.get().roles) == [Role.SETTLEMENT]


def test_running_it_again_changes_nothing(folder: Path, make_member: MakeMember) -> None:
    organisation = make_member(Role.OWNER).organisation
    make_dispatch(make_contract(organisation), make_site(organisation))
    run(folder)
    assert "2026-07.csv was uploaded before." in run(folder)
    assert (MeterFile.objects.count(), Report.objects.count(), Invoice.objects.count()) == (2, 1, 1)


def test_it_gives_up_with_words_when_the_sync_brings_nothing(folder: Path) -> None:
    with pytest.raises(CommandError, match="did not bring"):
        run(folder, wait=-1)


def test_it_wants_a_folder_with_files(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no CSV file"):
        run(tmp_path)
    with pytest.raises(CommandError, match="FLEXDESK_DEMO_METER_FILES"):
        call_command("seed_history", folder="")

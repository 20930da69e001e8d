"""What a file that was read sets off, and what is told while it is read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from portal.accounts.models import Membership, Organisation
from settlement import intake
from settlement.models import Delivery
from tests.factories.settlement import (
    EVENT_START,
    MPAN,
    NOW,
    half_hours,
    lines,
    make_contract,
    make_dispatch,
    make_site,
    upload,
)
from tests.settlement.files import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(organisation: Organisation) -> Any:
    return make_site(organisation)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_new_readings_have_the_deliveries_they_concern_looked_at_again(owner: Membership, site: Any) -> None:
    contract = make_contract(owner.organisation)
    days = {"concerned": 0, "baseline": 30, "long after": 70, "before": -2}
    for name, offset in days.items():
        start = EVENT_START + timedelta(days=offset)
        dispatch = make_dispatch(
            contract, site, piclo_id=name, start_at=start, end_at=start + timedelta(hours=1)
        )
        Delivery.objects.create(organisation=owner.organisation, instruction=dispatch, checked_at=NOW)
    read(upload(owner, lines(*half_hours(MPAN, EVENT_START, "1"))))
    asked = Delivery.objects.filter(checked_at=None).values_list("instruction__piclo_id", flat=True)
    assert sorted(asked) == ["baseline", "concerned"]


def test_readings_that_change_nothing_ask_for_nothing(owner: Membership, site: Any) -> None:
    text = lines(*half_hours(MPAN, EVENT_START, "1"))
    read(upload(owner, text))
    dispatch = make_dispatch(make_contract(owner.organisation), site)
    delivery = Delivery.objects.create(organisation=owner.organisation, instruction=dispatch, checked_at=NOW)
    read(upload(owner, text))
    delivery.refresh_from_db()
    assert delivery.checked_at == NOW


def test_progress_is_told_while_a_long_file_is_read(
    owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(
        intake, "_tell_progress", lambda file_id, count, line: told.append(line * 100 // count)
    )
    start = datetime(2020, 1, 1, tzinfo=UTC)
    file = read(upload(owner, lines(*half_hours(MPAN, start, *(["1"] * 20_001)))))
    assert file.rows_new == 20_001
    assert told == [99]

"""What people do with planned assets."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from assets import services
from assets.models import PlannedAsset, PushState
from assets.services import planned as module
from portal.accounts.models import Membership
from portal.audit.models import Event
from tests.factories.assets import PlannedAssetFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "reference": "PLAN-1",
    "name": "Leith batteries",
    "voltage_level_kv": Decimal(11),
    "asset_type": "battery",
    "capacity_type": "active_export",
    "capacity_value_mw": Decimal("1.5"),
    "competition_reference": "LEITH_DEC_2026",
}


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Which tasks were rung, with what."""
    calls: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(module, "ring", lambda task, **kwargs: calls.append((task.name, kwargs)))
    return calls


@pytest.fixture
def planned(owner: Membership) -> PlannedAsset:
    return PlannedAssetFactory.create(organisation=owner.organisation, reference="PLAN-1", name="Leith")


def change(planned: PlannedAsset, owner: Membership, version: int = 1, **changes: Any) -> PlannedAsset:
    return services.change_planned_asset(
        planned_id=planned.pk, by=owner, version=version, changes=changes, now=NOW
    )


def kinds_of(planned: PlannedAsset) -> list[str]:
    return [event.kind for event in Event.objects.about(planned)][::-1]


def test_a_new_one_waits_for_somebody_to_send_it(owner: Membership, rung: list[Any]) -> None:
    planned = services.create_planned_asset(by=owner, values=GOOD, now=NOW)
    assert (planned.organisation, planned.push_state) == (owner.organisation, PushState.NOT_SENT)
    assert (kinds_of(planned), rung) == (["planned-asset.created"], [])


def test_a_new_one_may_be_sent_at_once(owner: Membership, rung: list[Any]) -> None:
    planned = services.create_planned_asset(by=owner, values=GOOD, now=NOW, send=True)
    assert planned.push_state == PushState.WAITING
    assert kinds_of(planned) == ["planned-asset.created", "planned-asset.push-asked"]
    assert rung == [("assets.tasks.push_planned_asset", {"planned_id": planned.pk})]


def test_a_reference_is_taken_once_in_an_organisation(owner: Membership, planned: PlannedAsset) -> None:
    with pytest.raises(services.InvalidAssetError) as refused:
        services.create_planned_asset(by=owner, values=GOOD, now=NOW)
    assert refused.value.faults == {"reference": ["This reference is taken by another planned asset."]}
    other = PlannedAssetFactory.create(organisation=owner.organisation)
    with pytest.raises(services.InvalidAssetError, match="taken"):
        change(other, owner, reference="PLAN-1")
    PlannedAssetFactory.create(reference="PLAN-1")


def test_one_with_faults_is_not_kept(owner: Membership) -> None:
    with pytest.raises(services.InvalidAssetError, match="more than 0"):
        services.create_planned_asset(by=owner, values={**GOOD, "capacity_value_mw": Decimal(0)}, now=NOW)
    assert not PlannedAsset.objects.exists()


def test_an_event_holds_what_changed_and_nothing_else(owner: Membership, planned: PlannedAsset) -> None:
    changed = change(planned, owner, capacity_value_mw=Decimal("1.75"))
    event = Event.objects.about(planned).get()
    assert (event.kind, event.actor) == ("planned-asset.changed", owner.user)
    assert (event.before, event.after) == (
        {"capacity_value_mw": "1.500000"},
        {"capacity_value_mw": "1.75"},
    )
    assert (changed.version, changed.push_state) == (2, PushState.NOT_SENT)


def test_a_change_that_changes_nothing_is_none(owner: Membership, planned: PlannedAsset) -> None:
    PlannedAsset.objects.update(push_state=PushState.IN_STEP)
    same = change(planned, owner, name="Leith")
    assert (same.version, same.push_state, kinds_of(planned)) == (1, PushState.IN_STEP, [])


def test_faults_that_came_from_piclo_hold_up_no_other_change(
    owner: Membership, planned: PlannedAsset
) -> None:
    PlannedAsset.objects.update(capacity_value_mw=0)
    assert change(planned, owner, name="New").name == "New"
    with pytest.raises(services.InvalidAssetError, match="voltage"):
        change(planned, owner, version=2, voltage_level_kv=Decimal(500))


def test_whoever_saves_second_is_told(owner: Membership, planned: PlannedAsset) -> None:
    change(planned, owner, name="First")
    with pytest.raises(services.StaleAssetError) as stale:
        change(planned, owner, version=1, name="Second")
    assert stale.value.current.name == "First"


@pytest.mark.parametrize("state", [PushState.NOT_SENT, PushState.REFUSED, PushState.GONE])
def test_what_is_not_with_piclo_can_be_sent(
    owner: Membership, planned: PlannedAsset, rung: list[Any], state: PushState
) -> None:
    PlannedAsset.objects.update(push_state=state, push_words="No.", push_attempts=4, push_after=NOW)
    asked = services.ask_to_push_planned(planned_id=planned.pk, by=owner, now=NOW)
    assert (asked.push_state, asked.push_words, asked.push_attempts) == (PushState.WAITING, "", 0)
    assert len(rung) == 1


@pytest.mark.parametrize(
    "state", [PushState.WAITING, PushState.SENDING, PushState.UNCONFIRMED, PushState.IN_STEP]
)
def test_what_is_in_step_or_on_its_way_is_not_sent_again(
    owner: Membership, planned: PlannedAsset, state: PushState
) -> None:
    PlannedAsset.objects.update(push_state=state)
    with pytest.raises(services.NothingToSendError):
        services.ask_to_push_planned(planned_id=planned.pk, by=owner, now=NOW)


@pytest.mark.parametrize(
    ("state", "piclo_id", "may"),
    [
        (PushState.NOT_SENT, "", True),
        (PushState.REFUSED, "", True),
        (PushState.GONE, "p1", True),
        (PushState.NOT_SENT, "p1", False),
        (PushState.REFUSED, "p1", False),
        (PushState.IN_STEP, "p1", False),
        (PushState.WAITING, "", False),
        (PushState.SENDING, "", False),
        (PushState.UNCONFIRMED, "", False),
    ],
)
def test_only_what_stands_here_alone_can_be_discarded(
    owner: Membership, planned: PlannedAsset, state: PushState, piclo_id: str, may: bool
) -> None:
    PlannedAsset.objects.update(push_state=state, piclo_id=piclo_id)
    if may:
        assert services.discard_planned_asset(planned_id=planned.pk, by=owner, now=NOW) == "Leith"
        event = Event.objects.get(kind="planned-asset.discarded")
        assert (event.subject_label, event.before["reference"]) == ("Leith", "PLAN-1")
    else:
        with pytest.raises(services.AssetError, match="no way to delete"):
            services.discard_planned_asset(planned_id=planned.pk, by=owner, now=NOW)
    assert PlannedAsset.objects.exists() is not may


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("plannedasset_reference_once", {"reference": "PLAN-1"}),
        ("plannedasset_piclo_id_once", {"piclo_id": "p1"}),
        ("plannedasset_capacity_not_negative", {"capacity_value_mw": Decimal(-1)}),
        ("plannedasset_push_state_known", {"push_state": "lost"}),
    ],
)
def test_the_database_holds_what_the_rules_say(
    planned: PlannedAsset, constraint: str, values: dict[str, Any]
) -> None:
    PlannedAsset.objects.update(piclo_id="p1")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PlannedAssetFactory.create(organisation=planned.organisation, **values)

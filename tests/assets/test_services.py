"""What people do with assets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assets import services
from assets.models import Asset, PushState
from assets.services import pushing
from portal.accounts.models import Membership
from portal.audit.models import Event
from tests.assets.test_rules import GOOD
from tests.factories.assets import AssetFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Which tasks were rung, with what."""
    calls: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(pushing, "ring", lambda task, **kwargs: calls.append((task.name, kwargs)))
    return calls  # type: ignore[return-value]


@pytest.fixture
def asset(owner: Membership) -> Asset:
    return AssetFactory.create(organisation=owner.organisation, name="Battery", ref="BAT-1")


def change(asset: Asset, owner: Membership, version: int | None = None, **changes: Any) -> Asset:
    return services.change_asset(
        asset_id=asset.pk,
        by=owner,
        version=asset.version if version is None else version,
        changes=changes,
        now=NOW,
    )


def kinds_of(asset: Asset) -> list[str]:
    return [event.kind for event in Event.objects.about(asset)][::-1]


def test_a_new_asset_waits_for_somebody_to_send_it(owner: Membership, rung: list[Any]) -> None:
    asset = services.create_asset(by=owner, values=GOOD, now=NOW)
    assert (asset.organisation, asset.push_state, asset.version) == (
        owner.organisation,
        PushState.NOT_SENT,
        1,
    )
    assert kinds_of(asset) == ["asset.created"]
    assert rung == []


def test_a_new_asset_may_be_sent_at_once(owner: Membership, rung: list[Any]) -> None:
    asset = services.create_asset(by=owner, values=GOOD, now=NOW, send=True)
    assert asset.push_state == PushState.WAITING
    assert kinds_of(asset) == ["asset.created", "asset.push-asked"]
    assert rung == [("assets.tasks.push_asset", {"asset_id": asset.pk})]


def test_a_reference_is_taken_once(owner: Membership, asset: Asset) -> None:
    with pytest.raises(services.InvalidAssetError) as refused:
        services.create_asset(by=owner, values=GOOD, now=NOW)
    assert refused.value.faults == {"ref": [f"This reference is taken by {asset}."]}


def test_a_reference_of_another_organisation_is_free(owner: Membership) -> None:
    AssetFactory.create(ref="BAT-1")
    assert services.create_asset(by=owner, values=GOOD, now=NOW).pk


def test_an_asset_with_faults_is_not_kept(owner: Membership) -> None:
    with pytest.raises(services.InvalidAssetError, match="13 digits"):
        services.create_asset(by=owner, values={**GOOD, "import_meter_id": "12"}, now=NOW)
    assert not Asset.objects.exists()


def test_postcodes_and_meters_are_kept_in_their_written_form(owner: Membership) -> None:
    values = {**GOOD, "postcode": "eh216aa", "import_meter_id": "18 0003 2156 786"}
    asset = services.create_asset(by=owner, values=values, now=NOW)
    assert (asset.postcode, asset.import_meter_id) == ("EH21 6AA", "1800032156786")


def test_an_event_holds_what_changed_and_nothing_else(owner: Membership, asset: Asset) -> None:
    change(asset, owner, name="New name", active_export_capacity_mw=Decimal("0.75"))
    event = Event.objects.about(asset).get()
    assert (event.kind, event.actor) == ("asset.changed", owner.user)
    assert event.before == {"name": "Battery", "active_export_capacity_mw": "0.500000"}
    assert event.after == {"name": "New name", "active_export_capacity_mw": "0.75"}


def test_a_change_raises_the_version_and_unsettles_what_was_in_step(owner: Membership, asset: Asset) -> None:
    Asset.objects.update(push_state=PushState.IN_STEP)
    changed = change(asset, owner, name="New name")
    assert (changed.version, changed.push_state) == (2, PushState.NOT_SENT)


def test_a_change_that_changes_nothing_is_none(owner: Membership, asset: Asset) -> None:
    Asset.objects.update(push_state=PushState.IN_STEP)
    same = change(asset, owner, name="Battery")
    assert (same.version, same.push_state, kinds_of(asset)) == (1, PushState.IN_STEP, [])


def test_whoever_saves_second_is_told(owner: Membership, asset: Asset) -> None:
    change(asset, owner, name="First")
    with pytest.raises(services.StaleAssetError) as stale:
        change(asset, owner, version=1, name="Second")
    assert stale.value.current.name == "First"


@pytest.mark.parametrize("state", [PushState.WAITING, PushState.SENDING, PushState.UNCONFIRMED])
def test_an_edit_leaves_what_is_on_its_way_on_its_way(
    owner: Membership, asset: Asset, state: PushState
) -> None:
    Asset.objects.update(push_state=state)
    assert change(asset, owner, name="New name").push_state == state


def test_a_changed_reference_may_not_be_anothers(owner: Membership, asset: Asset) -> None:
    AssetFactory.create(organisation=owner.organisation, ref="BAT-2")
    with pytest.raises(services.InvalidAssetError, match="This reference is taken"):
        change(asset, owner, ref="BAT-2")


def test_archiving_tells_piclo_where_it_has_the_asset(
    owner: Membership, asset: Asset, rung: list[Any]
) -> None:
    Asset.objects.update(piclo_id="a1", push_state=PushState.IN_STEP)
    archived = services.archive_asset(asset_id=asset.pk, by=owner, now=NOW)
    assert (archived.status, archived.push_state) == ("archived", PushState.WAITING)
    assert kinds_of(asset) == ["asset.archived", "asset.push-asked"]
    assert len(rung) == 1


def test_archiving_what_piclo_never_had_sends_nothing(
    owner: Membership, asset: Asset, rung: list[Any]
) -> None:
    assert services.archive_asset(asset_id=asset.pk, by=owner, now=NOW).push_state == PushState.NOT_SENT
    assert rung == []
    with pytest.raises(services.AssetError, match="archived already"):
        services.archive_asset(asset_id=asset.pk, by=owner, now=NOW)


@pytest.mark.parametrize("state", [PushState.NOT_SENT, PushState.REFUSED, PushState.GONE])
def test_what_is_not_with_piclo_can_be_sent(
    owner: Membership, asset: Asset, rung: list[Any], state: PushState
) -> None:
    Asset.objects.update(push_state=state, push_words="No.", push_attempts=4, push_after=NOW)
    asked = services.ask_to_push(asset_id=asset.pk, by=owner, now=NOW)
    assert (asked.push_state, asked.push_words, asked.push_attempts, asked.push_after) == (
        PushState.WAITING,
        "",
        0,
        None,
    )
    assert asked.push_asked_at == NOW


@pytest.mark.parametrize(
    "state", [PushState.WAITING, PushState.SENDING, PushState.UNCONFIRMED, PushState.IN_STEP]
)
def test_what_is_in_step_or_on_its_way_is_not_sent_again(
    owner: Membership, asset: Asset, state: PushState
) -> None:
    Asset.objects.update(push_state=state)
    with pytest.raises(services.NothingToSendError):
        services.ask_to_push(asset_id=asset.pk, by=owner, now=NOW)


def test_an_unconfirmed_asset_is_not_hurried_by_a_newer_wish(owner: Membership, asset: Asset) -> None:
    later = NOW + timedelta(minutes=5)
    Asset.objects.update(push_state=PushState.UNCONFIRMED, push_after=later)
    services.change_asset(asset_id=asset.pk, by=owner, version=1, changes={"name": "New"}, now=NOW, send=True)
    asset.refresh_from_db()
    assert (asset.push_state, asset.push_after, asset.push_asked_at) == (PushState.UNCONFIRMED, later, NOW)


def test_everything_unsent_is_sent_at_once(owner: Membership, asset: Asset, rung: list[Any]) -> None:
    AssetFactory.create(organisation=owner.organisation)
    AssetFactory.create(organisation=owner.organisation, push_state=PushState.REFUSED)
    AssetFactory.create(organisation=owner.organisation, status="archived")
    stranger = AssetFactory.create()
    assert services.ask_to_push_all(by=owner, now=NOW) == 2
    stranger.refresh_from_db()
    assert stranger.push_state == PushState.NOT_SENT
    assert rung == [("assets.tasks.push_waiting_assets", {})]
    assert Event.objects.get(kind="asset.push-asked").after == {"assets": 2}
    with pytest.raises(services.NothingToSendError):
        services.ask_to_push_all(by=owner, now=NOW)

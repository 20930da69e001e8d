"""Sending many assets: a run that is watched, paused, resumed, stopped, and that survives whatever ends its worker."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assets import outbound
from assets.models import Asset, PushPace, PushRun, PushRunState, PushState
from assets.outbound import runs
from assets.rules.pushing import hold_for, per_minute, time_left
from assets.rules.states import RUN, run_shown
from assets.selectors.push_runs import progress_of, refused_alike
from assets.services import (
    NothingToSendError,
    RunIsOverError,
    ask_to_push,
    ask_to_push_many,
    pause_run,
    resume_run,
    stop_run,
)
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.piclo.locks import held_lock
from portal.piclo.models import Connection
from tests.assets.fake_piclo import FakePiclo, broken_line, refusing
from tests.factories.assets import AssetFactory, PushRunFactory
from tests.factories.piclo import ConnectionFactory
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def piclo() -> FakePiclo:
    return FakePiclo()


@pytest.fixture
def connection(owner: Membership) -> Connection:
    return ConnectionFactory.create(organisation=owner.organisation)


@pytest.fixture
def run(owner: Membership, connection: Connection) -> PushRun:
    AssetFactory.create_batch(8, organisation=owner.organisation)
    ask_to_push_many(assets=Asset.objects.all(), by=owner, now=NOW)
    return PushRun.objects.get()


def sweep(piclo: FakePiclo, run: PushRun, at: datetime = NOW, seconds: float = 30) -> PushRun:
    outbound.push_due(seconds=seconds, open_client=piclo.open, now=lambda: at)
    run.refresh_from_db()
    return run


def busy(after: str) -> httpx.Response:
    return httpx.Response(429, headers={"Retry-After": after}, json={"detail": "Slow down"})


def test_more_than_a_handful_goes_in_a_run_with_one_event(run: PushRun, owner: Membership) -> None:
    assert (run.total, run.left, run.state, run.asked_by) == (8, 8, "running", owner.user)
    assert run.assets.count() == 8
    assert [event.kind for event in Event.objects.all()] == ["push-run.asked"]


def test_a_handful_goes_without_a_run(owner: Membership) -> None:
    AssetFactory.create_batch(5, organisation=owner.organisation)
    assert ask_to_push_many(assets=Asset.objects.all(), by=owner, now=NOW) == 5
    assert not PushRun.objects.exists()
    assert set(Asset.objects.values_list("push_state", "push_run")) == {("waiting", None)}
    assert [event.kind for event in Event.objects.all()] == ["asset.push-asked"]


def test_nothing_to_send_leaves_no_run(owner: Membership) -> None:
    with pytest.raises(NothingToSendError):
        ask_to_push_many(assets=Asset.objects.all(), by=owner, now=NOW)
    assert not PushRun.objects.exists()


def test_a_run_is_finished_when_all_were_sent(run: PushRun, piclo: FakePiclo) -> None:
    sweep(piclo, run)
    assert (run.state, run.done, run.refused, run.left, run.ended_at) == ("finished", 8, 0, 0, NOW)
    assert len(piclo.assets) == 8


def test_a_run_counts_what_was_refused_and_groups_it_by_piclos_words(run: PushRun, piclo: FakePiclo) -> None:
    piclo.before_write = refusing(400, voltage_level=["Must be one of 11, 33."])
    sweep(piclo, run)
    assert (run.done, run.refused, run.state) == (7, 1, "finished")
    assert run.state_shown.word == "Finished, some refused"
    (alike,) = refused_alike(run)
    assert (alike.words, alike.count) == ("Voltage level: Must be one of 11, 33.", 1)


def test_a_paused_run_sends_nothing_and_goes_on_when_resumed(
    run: PushRun, piclo: FakePiclo, owner: Membership
) -> None:
    pause_run(run_id=run.pk, by=owner, now=NOW)
    assert sweep(piclo, run).state == "paused"
    assert piclo.reads == 0
    resume_run(run_id=run.pk, by=owner, now=NOW + MINUTE)
    assert sweep(piclo, run, NOW + MINUTE).state == "finished"
    assert len(piclo.assets) == 8


def test_a_pause_takes_hold_within_a_batch(
    run: PushRun, piclo: FakePiclo, owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "BATCH", 2)

    def pause() -> None:
        pause_run(run_id=run.pk, by=owner, now=NOW)

    piclo.after_write = pause
    sweep(piclo, run)
    assert (run.state, run.done, run.left) == ("paused", 2, 6)


def test_a_single_asset_is_sent_while_a_run_is_paused(
    run: PushRun, piclo: FakePiclo, owner: Membership
) -> None:
    pause_run(run_id=run.pk, by=owner, now=NOW)
    other = AssetFactory.create(organisation=owner.organisation)
    ask_to_push(asset_id=other.pk, by=owner, now=NOW)
    sweep(piclo, run)
    other.refresh_from_db()
    assert other.push_state == PushState.IN_STEP
    assert run.left == 8


def test_a_stopped_run_takes_back_what_was_not_begun(
    run: PushRun, piclo: FakePiclo, owner: Membership
) -> None:
    claimed = Asset.objects.order_by("pk")[0]
    Asset.objects.filter(pk=claimed.pk).update(push_state=PushState.UNCONFIRMED)
    stopped = stop_run(run_id=run.pk, by=owner, now=NOW)
    assert (stopped.state, stopped.taken_back) == (PushRunState.STOPPED, 7)
    assert Asset.objects.filter(push_state=PushState.NOT_SENT, push_run=None).count() == 7
    sweep(piclo, run, NOW + MINUTE)
    assert (run.done, run.left, len(piclo.assets)) == (1, 0, 1)


@pytest.mark.parametrize("deed", [pause_run, resume_run, stop_run])
def test_a_run_that_is_over_is_left_alone(
    run: PushRun, piclo: FakePiclo, owner: Membership, deed: type
) -> None:
    sweep(piclo, run)
    with pytest.raises(RunIsOverError, match="This run is finished"):
        deed(run_id=run.pk, by=owner, now=NOW)


def test_what_people_do_with_a_run_is_an_event(run: PushRun, owner: Membership) -> None:
    pause_run(run_id=run.pk, by=owner, now=NOW + MINUTE)
    resume_run(run_id=run.pk, by=owner, now=NOW + 2 * MINUTE)
    stop_run(run_id=run.pk, by=owner, now=NOW + 3 * MINUTE)
    kinds = [event.kind for event in Event.objects.about(run)]
    assert kinds == ["push-run.stopped", "push-run.resumed", "push-run.paused", "push-run.asked"]


@pytest.mark.parametrize("after", ["260", format_datetime(NOW + timedelta(seconds=260), usegmt=True)])
def test_the_whole_run_waits_as_long_as_piclo_asks(run: PushRun, piclo: FakePiclo, after: str) -> None:
    piclo.now = lambda: NOW
    piclo.before_write = lambda: busy(after)
    sweep(piclo, run)
    until = NOW + timedelta(seconds=260)
    waits = progress_of(run, NOW).waits
    assert waits is not None
    assert (waits.waits_until, waits.asked) == (until, True)
    sweep(piclo, run, until - timedelta(seconds=1))
    assert (run.done, piclo.writes) == (0, [])
    sweep(piclo, run, until)
    assert (run.state, run.done) == ("finished", 8)
    assert not PushPace.objects.exists()


def test_a_piclo_that_is_away_is_asked_for_one_asset_only_and_ever_more_seldom(
    run: PushRun, piclo: FakePiclo
) -> None:
    at, pauses = NOW, []
    for _ in range(3):
        piclo.before_write = refusing(503)
        sweep(piclo, run, at)
        pace = PushPace.objects.get()
        pauses.append(pace.waits_until - at)
        at = pace.waits_until
    assert pauses == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert Asset.objects.filter(push_state=PushState.UNCONFIRMED).count() == 3
    sweep(piclo, run, at + MINUTE)
    assert (run.state, run.done, len(piclo.assets)) == ("finished", 8, 8)


def test_another_organisation_does_not_wait_for_ours(run: PushRun, piclo: FakePiclo) -> None:
    other = AssetFactory.create(
        organisation=ConnectionFactory.create().organisation, push_state=PushState.WAITING
    )
    piclo.before_write = lambda: busy("600")
    sweep(piclo, run)
    other.refresh_from_db()
    assert other.push_state == PushState.IN_STEP


def test_a_run_whose_worker_was_killed_is_carried_on_without_doubles(run: PushRun, piclo: FakePiclo) -> None:
    def dies() -> httpx.Response:
        raise KeyboardInterrupt

    piclo.after_write = dies
    with pytest.raises(KeyboardInterrupt):
        sweep(piclo, run)
    sweep(piclo, run, NOW + MINUTE)
    assert (run.state, run.done, run.left) == ("running", 7, 1)
    sweep(piclo, run, NOW + 4 * MINUTE)
    assert (run.state, run.done) == ("finished", 8)
    assert (len(piclo.assets), len(piclo.writes)) == (8, 8)


def test_a_lost_answer_is_settled_by_reading_back_and_counted_once(run: PushRun, piclo: FakePiclo) -> None:
    piclo.after_write = broken_line
    sweep(piclo, run)
    assert (run.done, run.left) == (0, 8)
    sweep(piclo, run, NOW + MINUTE)
    assert (run.state, run.done, len(piclo.assets)) == ("finished", 8, 8)


@pytest.mark.django_db(transaction=True)
def test_several_in_flight_are_each_sent_once(run: PushRun, piclo: FakePiclo) -> None:
    lanes = outbound.side_by_side(4)
    outbound.push_due(seconds=30, open_client=piclo.open, now=lambda: NOW, lanes=lanes)
    run.refresh_from_db()
    assert (run.state, run.done, len(piclo.writes)) == ("finished", 8, 8)
    refs = [record["ref"] for record in piclo.assets.values()]
    assert len(set(refs)) == len(piclo.writes)


def test_the_sweep_stops_after_its_time_and_the_next_goes_on(
    run: PushRun, piclo: FakePiclo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "BATCH", 3)
    ticks = iter(range(1000))
    outbound.push_due(seconds=20, open_client=piclo.open, now=lambda: NOW + timedelta(seconds=next(ticks)))
    run.refresh_from_db()
    assert run.state == "running"
    assert 0 < run.done < 8
    assert sweep(piclo, run, NOW + timedelta(hours=1)).done == 8


def test_speed_and_time_left_are_those_of_the_last_minutes(run: PushRun) -> None:
    now = timezone.now()
    PushRun.objects.update(going_since=now - timedelta(minutes=30), done=4)
    run.refresh_from_db()
    some = list(run.assets.values_list("pk", flat=True)[:4])
    Asset.objects.filter(pk__in=some[:3]).update(push_state=PushState.IN_STEP, modified_at=now - MINUTE)
    Asset.objects.filter(pk=some[3]).update(push_state=PushState.IN_STEP, modified_at=now - 20 * MINUTE)
    progress = progress_of(run, now)
    assert progress.speed == pytest.approx(1.0)
    assert progress.time_left == timedelta(minutes=4)


def test_rules_of_pace_and_speed() -> None:
    assert hold_for(1) == timedelta(seconds=10)
    assert hold_for(30) == timedelta(minutes=5)
    assert hold_for(1, 3_600) == timedelta(hours=1)
    assert per_minute(30, MINUTE) == pytest.approx(30)
    assert per_minute(0, timedelta(0)) == 0
    assert time_left(60, 30) == timedelta(minutes=2)
    assert time_left(60, 0) is None


def test_every_state_of_a_run_has_its_words() -> None:
    assert set(RUN) == set(PushRunState.values)
    assert run_shown("stopped", 3).word == "Stopped"


# Pages and API


def test_the_page_of_a_run_shows_it_and_offers_what_can_be_done(run: PushRun, owner_client: Client) -> None:
    page = owner_client.get(run.get_absolute_url()).content.decode()
    assert "0 of 8 assets" in page
    assert "Pause" in page
    assert 'hx-trigger="every 2s"' in page
    owner_client.post(reverse("assets:push-run-pause", args=[run.pk]))
    page = owner_client.get(run.get_absolute_url()).content.decode()
    assert "Resume" in page
    assert (
        "Stop this run?" in owner_client.get(reverse("assets:push-run-stop", args=[run.pk])).content.decode()
    )
    owner_client.post(reverse("assets:push-run-stop", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "stopped"
    assert "Pause" not in owner_client.get(run.get_absolute_url()).content.decode()


def test_somebody_who_may_only_look_is_offered_nothing(
    run: PushRun, make_member: MakeMember, sign_in: SignIn
) -> None:
    page = sign_in(make_member(Role.VIEWER)).get(run.get_absolute_url()).content.decode()
    assert "0 of 8 assets" in page
    assert "Pause" not in page


def test_the_page_says_until_when_piclo_is_let_be(run: PushRun, owner_client: Client) -> None:
    PushPace.objects.create(
        organisation=run.organisation,
        waits_until=timezone.now() + timedelta(hours=1),
        words="Piclo is too busy (status 429)",
        asked=True,
    )
    assert "Piclo asks us to wait until" in owner_client.get(run.get_absolute_url()).content.decode()


def test_what_was_refused_is_asked_for_again_from_its_words(
    run: PushRun, piclo: FakePiclo, owner_client: Client
) -> None:
    piclo.before_write = refusing(400, voltage_level=["Must be one of 11, 33."])
    sweep(piclo, run)
    words = "Voltage level: Must be one of 11, 33."
    assert words in owner_client.get(run.get_absolute_url()).content.decode()
    owner_client.post(reverse("assets:push-run-again", args=[run.pk]), {"words": words})
    asset = Asset.objects.get(push_state=PushState.WAITING)
    assert asset.push_run is None


def test_the_list_of_assets_says_that_a_run_is_going(run: PushRun, owner_client: Client) -> None:
    assert "0 of 8 assets" in owner_client.get(reverse("assets:asset-list")).content.decode()


def test_the_list_of_runs_keeps_its_queries(owner: Membership, owner_client: Client) -> None:
    PushRunFactory.create_batch(3, organisation=owner.organisation)
    assert_ratchet(owner_client, "assets:push-run-list")


def test_a_run_is_watched_paused_and_stopped_over_the_api(run: PushRun, owner_client: Client) -> None:
    detail = reverse("api:push-run-detail", args=[run.pk])
    assert owner_client.get(detail).json()["left"] == 8
    paused = owner_client.post(reverse("api:push-run-pause", args=[run.pk]))
    assert (paused.status_code, paused.json()["state"]) == (200, "paused")
    assert owner_client.post(reverse("api:push-run-pause", args=[run.pk])).status_code == 409
    owner_client.post(reverse("api:push-run-resume", args=[run.pk]))
    stopped = owner_client.post(reverse("api:push-run-stop", args=[run.pk])).json()
    assert (stopped["state"], stopped["taken_back"]) == ("stopped", 8)


@pytest.mark.django_db(transaction=True)
def test_a_second_sender_leaves_an_organisation_to_the_first(run: PushRun, piclo: FakePiclo) -> None:
    def second() -> int:
        try:
            return outbound.push_due(seconds=30, open_client=piclo.open, now=lambda: NOW)
        finally:
            database.close()

    with held_lock(f"assets.push.{run.organisation_id}") as alone, ThreadPoolExecutor(1) as elsewhere:
        assert alone
        assert elsewhere.submit(second).result() == 0
    assert piclo.reads == 0
    assert sweep(piclo, run).done == 8


def test_an_asset_that_another_sender_claimed_is_not_sent_by_ours(run: PushRun, piclo: FakePiclo) -> None:
    claimed = Asset.objects.order_by("pk")[0]
    Asset.objects.filter(pk=claimed.pk).update(push_state="sending", push_after=NOW + 3 * MINUTE)
    sweep(piclo, run)
    assert (run.done, len(piclo.writes)) == (7, 7)

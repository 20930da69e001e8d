"""An application reaches its operator at most once a sending, whatever fails; the feed mirrors what became of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from competitions.models import Application, ApplicationSending
from competitions.models.application_sending import Channel, SendingState
from competitions.outbound.applications import NO_API, send_due, send_one
from competitions.rules.sendings import CLAIM, pause_after
from competitions.services.errors import ApplicationError, Incomplete
from competitions.services.sending import ask_to_send, record_as_sent, record_decision
from competitions.sync.applications import ApplicationPull, pages
from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.piclo.feeds import run_feed
from portal.piclo.models import Connection, RunState
from tests.competitions.fake_piclo import FakePiclo, broken_line, no_line, refusing
from tests.factories.applications import NOW, ApplicationFactory, all_papers, kept
from tests.factories.piclo import ConnectionFactory

MARKET = "PE_FLEX_2026"


@pytest.fixture
def connection(owner: Membership) -> Connection:
    return ConnectionFactory.create(organisation=owner.organisation)


@pytest.fixture
def application(owner: Membership, connection: Connection) -> Application:
    """Whole: it can be sent."""
    all_papers(owner)
    return ApplicationFactory.create(organisation=owner.organisation, dps_record_reference=MARKET)


@pytest.fixture
def piclo() -> FakePiclo:
    return FakePiclo()


def asked(application: Application, by: Membership, now: datetime = NOW) -> ApplicationSending:
    return ask_to_send(application_id=application.pk, by=by, now=now)


def send(sending: ApplicationSending, piclo: FakePiclo, at: datetime = NOW) -> ApplicationSending:
    send_one(sending.pk, open_client=piclo.open, now=lambda: at)
    sending.refresh_from_db()
    return sending


def pull(connection: Connection, piclo: FakePiclo, at: datetime = NOW) -> Any:
    feed = ApplicationPull(connection.organisation_id)
    return run_feed(
        connection_id=connection.pk,
        feed="applications",
        trigger="test",
        pages=pages,
        apply=feed.apply,
        open_client=lambda connection, run_id=None: piclo.open(connection),
        now=lambda: at,
    )


def test_it_goes_to_piclo_whole_and_becomes_pending(
    application: Application, owner: Membership, piclo: FakePiclo
) -> None:
    sending = send(asked(application, owner), piclo)
    [(method, body)] = piclo.writes
    assert method == "POST"
    assert body["sections"]["organisation_profile"]["company_number"] == "SC123456"
    assert [document["type"] for document in body["documents"]] == ["accounts", "agreement", "insurance"]
    assert body["documents"][0]["expires_on"] == "2027-10-31"
    application.refresh_from_db()
    assert (sending.state, application.status, application.piclo_id) == (SendingState.SENT, "pending", "app1")
    assert application.submitted_at == datetime(2026, 11, 25, 10, 0, 1, tzinfo=UTC)
    assert set(Event.objects.about(application).values_list("kind", flat=True)) == {
        "application.send-asked",
        "application.submitted",
    }


def test_a_lost_answer_is_settled_by_reading_back_and_nothing_is_sent_again(
    application: Application, owner: Membership, piclo: FakePiclo
) -> None:
    sending = asked(application, owner)
    piclo.after_write = broken_line
    assert send(sending, piclo).state == SendingState.UNCONFIRMED
    assert send(sending, piclo, NOW + timedelta(minutes=1)).state == SendingState.SENT
    assert len(piclo.writes) == 1


def test_a_request_that_got_lost_is_sent_again_once_piclo_shows_nothing(
    application: Application, owner: Membership, piclo: FakePiclo
) -> None:
    sending = asked(application, owner)
    piclo.before_write = broken_line
    assert send(sending, piclo).state == SendingState.UNCONFIRMED
    assert send(sending, piclo, NOW + timedelta(minutes=1)).state == SendingState.SENT
    assert len(piclo.writes) == 1


def test_a_line_that_is_down_leaves_it_waiting(
    application: Application, owner: Membership, piclo: FakePiclo
) -> None:
    sending = asked(application, owner)
    piclo.before_write = no_line
    assert send(sending, piclo).state == SendingState.WAITING
    assert not sending.was_called
    assert sending.due_at == NOW + pause_after(1)
    assert send(sending, piclo, NOW + timedelta(seconds=1)).state == SendingState.WAITING


def test_a_second_sending_after_a_rejection_is_told_from_the_first(
    application: Application, owner: Membership, connection: Connection, piclo: FakePiclo
) -> None:
    send(asked(application, owner), piclo)
    piclo.applications["app1"] |= {
        "status": "rejected",
        "reason": "No vendor form.",
        "decided": "2026-11-26T09:00:00Z",
    }
    pull(connection, piclo, NOW + timedelta(days=1))
    application.refresh_from_db()
    assert (application.status, application.reason) == ("rejected", "No vendor form.")
    again = asked(application, owner, NOW + timedelta(days=2))
    piclo.after_write = broken_line
    assert send(again, piclo, NOW + timedelta(days=2)).state == SendingState.UNCONFIRMED
    pull(connection, piclo, NOW + timedelta(days=2))
    later = NOW + timedelta(days=2, minutes=1)
    assert send(again, piclo, later).state == SendingState.SENT
    assert [method for method, _ in piclo.writes] == ["POST", "PATCH"]
    history = application.sendings.values_list("number", "outcome", "reason", "channel")
    assert list(history) == [(2, "", "", "api"), (1, "rejected", "No vendor form.", "api")]


def test_a_worker_that_died_is_found_by_the_sweep(
    application: Application, owner: Membership, piclo: FakePiclo
) -> None:
    sending = asked(application, owner)
    ApplicationSending.objects.update(state=SendingState.SENDING, due_at=NOW + CLAIM, was_called=True)
    piclo.add(MARKET)
    assert send_due(open_client=piclo.open, now=lambda: NOW) == 0
    assert send_due(open_client=piclo.open, now=lambda: NOW + CLAIM) == 1
    sending.refresh_from_db()
    assert (sending.state, piclo.writes) == (SendingState.SENT, [])


def test_one_that_the_operator_has_already_is_not_sent_over(
    application: Application, owner: Membership, piclo: FakePiclo
) -> None:
    piclo.add(MARKET, status="approved")
    sending = send(asked(application, owner), piclo)
    assert (sending.state, sending.words) == (
        SendingState.REFUSED,
        "At Piclo this application is approved already.",
    )
    assert piclo.writes == []


def test_a_refusal_is_shown_in_piclos_words_and_it_can_be_sent_again(
    application: Application, owner: Membership, piclo: FakePiclo
) -> None:
    piclo.before_write = refusing(400, sections=["Not filled in: declaration."])
    sending = send(asked(application, owner), piclo)
    assert sending.state == SendingState.REFUSED
    assert "Not filled in: declaration." in sending.words
    assert send(asked(application, owner), piclo).number == 2


@pytest.mark.parametrize("status", [404, 405])
def test_where_piclo_takes_no_applications_it_is_to_be_handed_in_by_hand(
    application: Application, owner: Membership, connection: Connection, status: int
) -> None:
    piclo = FakePiclo(status)
    sending = send(asked(application, owner), piclo)
    assert (sending.state, sending.words) == (SendingState.BY_HAND, NO_API)
    run = pull(connection, piclo)
    assert (run.state, run.seen) == (RunState.DONE, 0)
    record_as_sent(application_id=application.pk, at=NOW, by=owner, now=NOW)
    application.refresh_from_db()
    assert (application.status, application.sendings.count()) == ("pending", 2)


def test_bad_credentials_and_no_connection_wait(
    application: Application, owner: Membership, connection: Connection
) -> None:
    sending = send(asked(application, owner), FakePiclo(401))
    assert sending.state == SendingState.WAITING
    connection.delete()
    assert (
        send(sending, FakePiclo(), NOW + timedelta(hours=1)).words == "There is no connection to Piclo yet."
    )


def test_what_is_not_whole_is_not_sent(application: Application, owner: Membership) -> None:
    spen = ApplicationFactory.create(
        organisation=owner.organisation, operator_name="SP Energy Networks", answers={}
    )
    with pytest.raises(Incomplete, match=r"Organisation profile.*Declaration.*New vendor form"):
        asked(spen, owner)
    assert not spen.sendings.exists()


def test_only_valid_documents_go_with_it_and_its_own_ones_do(
    application: Application, owner: Membership
) -> None:
    other = ApplicationFactory.create(organisation=owner.organisation)
    kept(owner, "other", application=other)
    own = kept(owner, "other", application=application)
    gone = kept(owner, "vendor_form", until=NOW.date())
    tomorrow = asked(application, owner, NOW + timedelta(days=1))
    sent = set(tomorrow.documents.values_list("pk", flat=True))
    assert own.pk in sent
    assert gone.pk not in sent
    assert len(sent) == 4


def test_it_is_on_its_way_once(application: Application, owner: Membership) -> None:
    asked(application, owner)
    with pytest.raises(ApplicationError, match="being sent"):
        asked(application, owner)


def test_a_decision_by_hand_is_kept_with_who_and_why(application: Application, owner: Membership) -> None:
    record_as_sent(application_id=application.pk, at=NOW, by=owner, now=NOW)
    decide: dict[str, Any] = {"application_id": application.pk, "at": NOW, "by": owner, "now": NOW}
    with pytest.raises(ApplicationError, match="reason"):
        record_decision(approved=False, reason=" ", **decide)
    with pytest.raises(ApplicationError, match="future"):
        record_decision(approved=True, reason="", **{**decide, "at": NOW + timedelta(days=1)})
    with pytest.raises(ApplicationError, match="before it was sent"):
        record_decision(approved=True, reason="", **{**decide, "at": NOW - timedelta(days=1)})
    record_decision(approved=True, reason="", **decide)
    with pytest.raises(ApplicationError, match="nothing to decide"):
        record_decision(approved=True, reason="", **decide)
    record_decision(approved=False, reason="The insurance has run out.", **decide)
    application.refresh_from_db()
    assert (application.status, application.reason) == ("rejected", "The insurance has run out.")
    last = Event.objects.about(application).first()
    assert last is not None
    assert (last.kind, last.actor_id) == ("application.rejected", owner.user_id)


def test_one_made_on_piclos_site_appears_with_its_history(
    owner: Membership, connection: Connection, piclo: FakePiclo
) -> None:
    piclo.add("LPN_FLEX", status="approved", decided="2026-11-21T09:00:00Z")
    run = pull(connection, piclo)
    application = Application.objects.get()
    assert (run.created, application.status, application.operator_name) == (
        1,
        "approved",
        "Pennine Electricity",
    )
    [sending] = application.sendings.all()
    assert (sending.channel, sending.outcome) == (Channel.ELSEWHERE, "approved")
    before = application.modified_at
    assert pull(connection, piclo).unchanged == 1
    application.refresh_from_db()
    assert application.modified_at == before
    piclo.applications["app1"] |= {"status": "pending", "decided": None}
    pull(connection, piclo)
    application.refresh_from_db()
    assert (application.status, application.decided_at) == ("pending", None)
    assert application.modified_at > before


def test_what_was_recorded_by_hand_is_the_one_that_piclo_shows(
    application: Application, owner: Membership, connection: Connection, piclo: FakePiclo
) -> None:
    record_as_sent(application_id=application.pk, at=NOW, by=owner, now=NOW)
    piclo.add(MARKET, submitted="2026-11-25T08:12:00Z")
    pull(connection, piclo)
    [sending] = application.sendings.all()
    assert (sending.channel, sending.submitted_at) == (
        Channel.BY_HAND,
        datetime(2026, 11, 25, 8, 12, tzinfo=UTC),
    )


def test_a_word_we_do_not_know_and_a_rejection_without_a_reason_are_no_error(
    owner: Membership, connection: Connection, piclo: FakePiclo
) -> None:
    piclo.add("ONE", status="under_review")
    piclo.add("TWO", status="rejected", decided="2026-11-21T09:00:00Z")
    piclo.add("X" * 81)
    run = pull(connection, piclo)
    assert (run.state, run.created, run.refused) == (RunState.DONE, 2, 1)
    assert Application.objects.get(dps_record_reference="ONE").status == "pending"
    assert "no reason" in Application.objects.get(dps_record_reference="TWO").reason

"""The outbox: told once, sent at least once, tried with patience."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Organisation, User
from portal.notify.models import Email, EmailState
from portal.notify.outbox import send_due, send_one
from portal.notify.rules import CLAIM, LONGEST_PAUSE, MOST_ATTEMPTS, pause_after
from portal.notify.services import try_again, write_email
from portal.notify.tasks import send_waiting_emails

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
BROKEN = "django.core.mail.backends.smtp.EmailBackend"


def write(organisation: Organisation, key: str = "k", recipient: str = "ailsa@flexdesk.example") -> bool:
    return write_email(
        organisation_id=organisation.pk,
        key=key,
        recipient=recipient,
        subject="Insurance expires\nsoon",
        body="Text",
        now=NOW,
    )


def test_what_is_written_is_sent_and_kept(organisation: Organisation) -> None:
    assert write(organisation)
    assert mail.outbox == []
    assert send_one(Email.objects.get().pk, NOW)
    [sent] = mail.outbox
    assert (sent.subject, sent.to, sent.body) == (
        "Insurance expires soon",
        ["ailsa@flexdesk.example"],
        "Text",
    )
    email = Email.objects.get()
    assert (email.state, email.sent_at, email.attempts) == (EmailState.SENT, NOW, 1)


def test_nobody_is_told_the_same_thing_twice(organisation: Organisation) -> None:
    assert write(organisation)
    assert not write(organisation)
    assert write(organisation, recipient="calum@flexdesk.example")
    assert write(organisation, key="other")
    assert Email.objects.count() == 3


def test_an_email_that_is_sent_or_in_hand_is_not_taken_again(organisation: Organisation) -> None:
    write(organisation)
    email = Email.objects.get()
    Email.objects.update(state=EmailState.SENDING, due_at=NOW + CLAIM)
    assert not send_one(email.pk, NOW)
    assert send_one(email.pk, NOW + CLAIM)
    assert not send_one(email.pk, NOW + 2 * CLAIM)
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_down_is_asked_again_with_patience(
    organisation: Organisation, settings: Any
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = BROKEN, "127.0.0.1", 9
    write(organisation)
    email = Email.objects.get()
    assert send_one(email.pk, NOW)
    email.refresh_from_db()
    assert (email.state, email.due_at) == (EmailState.WAITING, NOW + timedelta(minutes=1))
    assert "refused" in email.error.lower()
    Email.objects.update(attempts=MOST_ATTEMPTS - 1)
    assert send_one(email.pk, NOW + timedelta(minutes=1))
    email.refresh_from_db()
    assert email.state == EmailState.FAILED
    assert try_again(Email.objects.all(), now=NOW) == 1
    email.refresh_from_db()
    assert (email.state, email.attempts) == (EmailState.WAITING, 0)


def test_one_bad_address_holds_up_no_other(organisation: Organisation) -> None:
    write(organisation, recipient="two\nlines@flexdesk.example")
    write(organisation)
    send_waiting_emails()
    assert [message.to for message in mail.outbox] == [["ailsa@flexdesk.example"]]
    assert send_due() == 0


def test_pauses_double_up_to_six_hours() -> None:
    assert [pause_after(n).total_seconds() for n in (0, 1, 2, 3)] == [60, 60, 120, 240]
    assert pause_after(500) == LONGEST_PAUSE


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "lost"}, "email_state_known"),
        ({"state": "sent"}, "email_sent_with_its_instant"),
        ({"sent_at": NOW}, "email_sent_with_its_instant"),
    ],
)
def test_a_row_that_makes_no_sense_is_not_kept(
    organisation: Organisation, change: dict[str, object], name: str
) -> None:
    write(organisation)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Email.objects.update(**change)


def test_an_operator_of_the_portal_sees_the_outbox_and_tries_again(organisation: Organisation) -> None:
    write(organisation)
    Email.objects.update(state=EmailState.FAILED)
    client = Client()
    client.force_login(
        User.objects.create_superuser("root@flexdesk.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    address = reverse("admin:notify_email_changelist")
    assert "Insurance expires soon" in client.get(address).content.decode()
    chosen = {"action": "send_again", "_selected_action": [Email.objects.get().pk]}
    assert client.post(address, chosen).status_code == 302
    assert Email.objects.get().state == EmailState.WAITING

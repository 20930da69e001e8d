"""Who may do what is changed by people, each change with its event."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from portal.accounts import services
from portal.accounts.models import ApiToken, Membership, User
from portal.accounts.models.token import digest
from portal.accounts.permissions import Role
from portal.audit.models import Event
from tests.support.fixtures import MakeMember

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_a_new_person_gets_an_account_and_a_membership(owner: Membership) -> None:
    member = services.add_member(
        email="New@Flexdesk.example ", name="New", roles=["bidder"], by=owner, now=NOW
    )
    assert member.user.email == "new@flexdesk.example"
    assert not member.user.has_usable_password()
    event = Event.objects.get(kind="member.added")
    assert (event.actor, event.at, event.after["roles"]) == (owner.user, NOW, ["bidder"])


def test_somebody_with_an_account_elsewhere_keeps_it(owner: Membership, stranger: Membership) -> None:
    member = services.add_member(email=stranger.user.email, name="X", roles=["viewer"], by=owner, now=NOW)
    assert member.user == stranger.user
    assert User.objects.filter(email=stranger.user.email).count() == 1


def test_nobody_is_added_twice(owner: Membership) -> None:
    with pytest.raises(services.AlreadyMember, match="already in"):
        services.add_member(email=owner.user.email, name="X", roles=["viewer"], by=owner, now=NOW)


def test_the_last_owner_stays_one(owner: Membership) -> None:
    with pytest.raises(services.LastOwner):
        services.change_roles(member=owner, roles=["viewer"], by=owner, now=NOW)
    owner.refresh_from_db()
    assert owner.roles == ["owner"]


def test_an_owner_beside_another_may_step_down(owner: Membership, make_member: MakeMember) -> None:
    other = make_member(Role.OWNER)
    services.change_roles(member=owner, roles=["viewer"], by=other, now=NOW)
    event = Event.objects.get(kind="member.roles-changed")
    assert (event.before, event.after) == ({"roles": ["owner"]}, {"roles": ["viewer"]})


def test_an_owner_who_cannot_sign_in_does_not_count(owner: Membership, make_member: MakeMember) -> None:
    gone = make_member(Role.OWNER)
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    with pytest.raises(services.LastOwner):
        services.change_roles(member=owner, roles=["viewer"], by=owner, now=NOW)


def test_a_token_is_stored_as_its_digest_alone(owner: Membership) -> None:
    token, secret = services.create_token(name="tool", expires_at=None, by=owner, now=NOW)
    assert token.digest == digest(secret)
    assert secret not in str(ApiToken.objects.values().get(pk=token.pk))


def test_revoking_twice_is_one_event(owner: Membership) -> None:
    token, _ = services.create_token(name="tool", expires_at=NOW + timedelta(days=1), by=owner, now=NOW)
    services.revoke_token(token=token, by=owner, now=NOW)
    services.revoke_token(token=token, by=owner, now=NOW)
    assert Event.objects.filter(kind="token.revoked").count() == 1
    assert not ApiToken.objects.usable(NOW).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_event SET kind = 'x'", "DELETE FROM audit_event"])
def test_an_event_can_be_neither_changed_nor_removed(owner: Membership, statement: str) -> None:
    services.create_token(name="tool", expires_at=None, by=owner, now=NOW)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

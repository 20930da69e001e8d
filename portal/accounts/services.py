"""What people do about who may do what. Each verb is one transaction with its event."""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import ApiToken, Membership, User
from portal.accounts.models.token import digest
from portal.accounts.permissions import Permission, Role
from portal.audit.services import record_event


class AccountsError(Exception):
    """A rule about people stands against it; the message is for whoever asked."""


class LastOwner(AccountsError):
    """An organisation without an owner could never be changed again."""


class AlreadyMember(AccountsError):
    """The person is in the organisation."""


def add_member(*, email: str, name: str, roles: list[str], by: Membership, now: datetime) -> Membership:
    """Give a person a membership in `by`'s organisation, with an account that has no password yet if they are new.

    A new person sets their password through "Forgot your password?" on the sign-in page.
    """
    with transaction.atomic():
        user = User.objects.filter(email=email.strip().lower()).first()
        user = user or User.objects.create_user(email=email, name=name)
        member, new = Membership.objects.get_or_create(
            user=user, organisation_id=by.organisation_id, defaults={"roles": _known(roles)}
        )
        if not new:
            raise AlreadyMember(f"{user.email} is already in {by.organisation}.")
        record_event(
            kind="member.added",
            organisation_id=by.organisation_id,
            actor_id=by.user_id,
            subject=member,
            at=now,
            after={"email": user.email, "roles": member.roles},
        )
    return member


def change_roles(*, member: Membership, roles: list[str], by: Membership, now: datetime) -> Membership:
    """Set what `member` may do; the last owner who can sign in stays one."""
    with transaction.atomic():
        memberships = Membership.objects.select_for_update(of=("self",)).select_related("user")
        colleagues = list(memberships.filter(organisation_id=by.organisation_id).order_by("pk"))
        locked = next(colleague for colleague in colleagues if colleague.pk == member.pk)
        before, locked.roles = locked.roles, _known(roles)
        if not any(_manages(colleague) for colleague in colleagues):
            raise LastOwner(
                "Somebody must be able to manage the team: give another person the owner role first."
            )
        locked.save(update_fields=["roles", "modified_at"])
        record_event(
            kind="member.roles-changed",
            organisation_id=by.organisation_id,
            actor_id=by.user_id,
            subject=locked,
            at=now,
            before={"roles": before},
            after={"roles": locked.roles},
        )
    return locked


def create_token(
    *, name: str, expires_at: datetime | None, by: Membership, now: datetime
) -> tuple[ApiToken, str]:
    """A new key for a tool that acts as `by`. Returns the row and the key itself, which is shown this once."""
    secret = ApiToken.new_secret()
    with transaction.atomic():
        token = ApiToken.objects.create(member=by, name=name, digest=digest(secret), expires_at=expires_at)
        record_event(
            kind="token.created",
            organisation_id=by.organisation_id,
            actor_id=by.user_id,
            subject=token,
            at=now,
            after={"name": name, "expires_at": expires_at},
        )
    return token, secret


def revoke_token(*, token: ApiToken, by: Membership, now: datetime) -> None:
    """End a key at once. Revoking twice changes nothing."""
    with transaction.atomic():
        locked = ApiToken.objects.select_for_update().get(pk=token.pk)
        if locked.revoked_at:
            return
        locked.revoked_at = now
        locked.save(update_fields=["revoked_at", "modified_at"])
        record_event(
            kind="token.revoked",
            organisation_id=by.organisation_id,
            actor_id=by.user_id,
            subject=locked,
            at=now,
        )


def _manages(member: Membership) -> bool:
    return member.user.is_active and member.can(Permission.TEAM_MANAGE)


def _known(roles: list[str]) -> list[str]:
    return [role.value for role in Role if role.value in roles]

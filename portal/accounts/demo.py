"""The people of the demonstration: one for each role, named by it."""

from django.db import transaction

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import Role
from portal.piclo.environments import Environment

ORGANISATION = "Hillside Flex"
SLUG = "hillside-flex"
DOMAIN = "flexdesk.example"
OPERATOR = "operator"


def email_of(role: str) -> str:
    return f"{role}@{DOMAIN}"


@transaction.atomic
def ensure_demo_people(password: str) -> Organisation:
    """The demonstration's organisation with a member for each role, and an operator of the admin site.

    Whoever exists stays as they are, so that what was changed in a demonstration survives its next start.
    """
    organisation, _ = Organisation.objects.get_or_create(
        slug=SLUG, defaults={"name": ORGANISATION, "environment": Environment.EXPERIENCE}
    )
    for role in Role:
        if not User.objects.filter(email=email_of(role)).exists():
            user = User.objects.create_user(email_of(role), password, name=role.capitalize())
            Membership.objects.create(user=user, organisation=organisation, roles=[role.value])
    if not User.objects.filter(email=email_of(OPERATOR)).exists():
        User.objects.create_superuser(email_of(OPERATOR), password, name="Operator")
    return organisation


def demo_logins() -> list[dict[str, str]]:
    """E-mail address and role of everybody in the demonstration, the operator of the admin site last."""
    return [{"email": email_of(role), "role": role} for role in [*(role.value for role in Role), OPERATOR]]

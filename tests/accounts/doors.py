"""Arguments for the addresses of accounts."""

from typing import Any

from portal.accounts.models import ApiToken, Organisation
from portal.accounts.models.token import digest
from tests.factories.accounts import MembershipFactory


def samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    member = MembershipFactory.create(organisation=organisation)
    token, _ = ApiToken.objects.get_or_create(
        digest=digest("fd_doors"), defaults={"member": member, "name": "tool"}
    )
    return {
        "accounts:member-roles": {"pk": member.pk},
        "accounts:switch": {"slug": organisation.slug},
        "accounts:token-revoke": {"pk": token.pk},
    }

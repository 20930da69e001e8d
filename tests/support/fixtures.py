"""What every test of the portal shares: an organisation, people in it, and clients signed in as them."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import Role
from tests.factories.accounts import MembershipFactory, OrganisationFactory

MakeMember = Callable[..., Membership]
SignIn = Callable[[Membership], Client]


@pytest.fixture
def organisation(db: None) -> Organisation:
    return OrganisationFactory.create(name="Hillside Flex", slug="hillside")


@pytest.fixture
def make_member(organisation: Organisation) -> MakeMember:
    """`make_member(Role.BIDDER)`: somebody with these roles at the test's organisation."""

    def make(*roles: Role) -> Membership:
        return MembershipFactory.create(organisation=organisation, roles=[role.value for role in roles])

    return make


@pytest.fixture
def owner(make_member: MakeMember) -> Membership:
    """A member who may do everything."""
    return make_member(Role.OWNER)


@pytest.fixture
def stranger(db: None) -> Membership:
    """Somebody who may do everything, at another organisation."""
    return MembershipFactory.create(roles=[Role.OWNER.value])


@pytest.fixture
def sign_in() -> SignIn:
    def signed_in(member: Membership) -> Client:
        client = Client()
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def owner_client(owner: Membership, sign_in: SignIn) -> Client:
    return sign_in(owner)

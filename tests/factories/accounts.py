"""People and organisations for tests."""

import factory
from factory.django import DjangoModelFactory

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import Role


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Flex {n}")
    slug = factory.Sequence(lambda n: f"flex-{n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@flexdesk.example")
    name = factory.Sequence(lambda n: f"Person {n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    roles = factory.LazyFunction(lambda: [Role.OWNER.value])

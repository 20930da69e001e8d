"""What tests of bidding share."""

import pytest

from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import Role
from tests.bidding.fake_piclo import FakePiclo
from tests.factories.bidding import MarketRows, make_market
from tests.support.fixtures import MakeMember


@pytest.fixture
def market(organisation: Organisation) -> MarketRows:
    return make_market(organisation)


@pytest.fixture
def bidder(make_member: MakeMember) -> Membership:
    return make_member(Role.BIDDER)


@pytest.fixture
def approver(make_member: MakeMember) -> Membership:
    return make_member(Role.APPROVER)


@pytest.fixture
def piclo() -> FakePiclo:
    return FakePiclo()

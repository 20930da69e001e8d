"""With which arguments bidding's addresses can be tried."""

from typing import Any

from bidding.models import BallotState
from portal.accounts.models import Organisation
from portal.accounts.permissions import Role
from tests.factories.accounts import MembershipFactory
from tests.factories.bidding import make_ballot, make_market, make_obligation

BALLOT = ["detail", "check", "save", "ask", "approve", "send-back", "withdraw", "discard", "copy"]
VERBS = ["detail", "ask", "approve", "send-back", "withdraw", "discard", "copy"]


def samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    market = make_market(organisation)
    member = MembershipFactory.create(organisation=organisation, roles=[Role.BIDDER.value])
    ballot = make_ballot(market, member, BallotState.DRAFT)
    obligation = make_obligation(market)
    return {
        "bidding:ballot-create": {"pk": market.competition.pk},
        "bidding:obligation-detail": {"pk": obligation.pk},
        "api:obligation-detail": {"pk": obligation.pk},
        **{f"bidding:ballot-{name}": {"pk": ballot.pk} for name in BALLOT},
        **{f"api:ballot-{name}": {"pk": ballot.pk} for name in VERBS},
    }

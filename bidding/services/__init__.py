"""What people do with ballots, a verb each."""

from bidding.services.approving import approve_ballot, ask_for_approval, send_back
from bidding.services.drafting import copy_ballot, discard_ballot, draft_ballot, save_draft
from bidding.services.withdrawing import withdraw_ballot

__all__ = [
    "approve_ballot",
    "ask_for_approval",
    "copy_ballot",
    "discard_ballot",
    "draft_ballot",
    "save_draft",
    "send_back",
    "withdraw_ballot",
]

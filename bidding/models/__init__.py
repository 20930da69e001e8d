from bidding.models.ballot import Ballot, BallotState, Origin, WrongState
from bidding.models.bid import PRICE_FIELDS, Bid, BidResult
from bidding.models.obligation import Obligation

__all__ = [
    "PRICE_FIELDS",
    "Ballot",
    "BallotState",
    "Bid",
    "BidResult",
    "Obligation",
    "Origin",
    "WrongState",
]

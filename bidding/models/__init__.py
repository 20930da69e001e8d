from bidding.models.ballot import Ballot, BallotState
from bidding.models.bid import Bid, BidResult
from bidding.models.obligation import Obligation

__all__ = ["Ballot", "BallotState", "Bid", "BidResult", "Obligation"]

"""What bidding says no with."""


class BiddingError(Exception):
    """Something against a rule of bidding; its text is for people."""

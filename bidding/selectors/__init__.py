"""What bidding reads."""

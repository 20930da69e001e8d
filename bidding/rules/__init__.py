"""What bidding computes and decides by: pure functions on values."""

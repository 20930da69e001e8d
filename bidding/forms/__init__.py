"""Forms of bidding."""

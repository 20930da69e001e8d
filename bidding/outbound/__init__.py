"""Ballots to Piclo: sent at most once, read back where the answer was lost, withdrawn."""

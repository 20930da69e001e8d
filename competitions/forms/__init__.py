"""Forms of the market, a noun a file."""

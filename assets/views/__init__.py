"""Pages of the portfolio, a noun a file."""

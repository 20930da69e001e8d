"""What of the market is taken away as a file."""

"""What meters of this market would have read: invented, but the same each time it is asked."""

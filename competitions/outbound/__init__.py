"""From our rows to Piclo."""

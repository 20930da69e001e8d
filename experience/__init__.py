"""A server that stands in for Piclo's Experience environment: its own process, database, models and rules."""

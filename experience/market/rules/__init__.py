"""Pure functions on values: no rows, no clock, no settings."""

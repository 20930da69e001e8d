"""Pages of an organisation's connection to Piclo."""

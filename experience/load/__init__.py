"""A market of any size: the same numbers and seed make the same market."""

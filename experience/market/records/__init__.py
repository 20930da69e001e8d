"""The market's rows as the records that travel: decimals as strings, instants with a Z, durations as text."""

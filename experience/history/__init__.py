"""Three months that lie behind the market, lived through with its own services at the instants of the time."""

"""The invented country in which this market plays: operators, areas, rivals, assets and mock competitions."""

"""The market: operators, competitions, providers, assets, bids, and what providers are told to deliver."""

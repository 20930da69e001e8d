"""Faults on request: what a provider's software must survive, ordered by the operator."""

"""Prices, as bids, obligations and fixed-price windows carry them."""

from decimal import Decimal

from portal.piclo.wire.base import Resource


class Rate(Resource, frozen=True, kw_only=True):
    """One price: GBP/MW/h for availability, GBP/MWh for utilisation, GBP/MW of the window for a service fee."""

    type: str
    value: Decimal

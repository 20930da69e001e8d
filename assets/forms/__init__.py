"""Forms of the portfolio, a noun a file."""

from assets.forms.asset import AssetForm

__all__ = ["AssetForm"]

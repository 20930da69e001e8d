"""Forms of the portfolio, a noun a file."""

from assets.forms.asset import AssetForm
from assets.forms.imports import ImportForm
from assets.forms.listing import SaveFilterForm
from assets.forms.planned import PlannedAssetForm

__all__ = ["AssetForm", "ImportForm", "PlannedAssetForm", "SaveFilterForm"]

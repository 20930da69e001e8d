"""Arguments for the addresses of assets."""

from typing import Any

from portal.accounts.models import Organisation
from tests.factories.assets import AssetFactory


def samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    asset = AssetFactory.create(organisation=organisation)
    names = ("asset-detail", "asset-edit", "asset-archive", "asset-push")
    pages = {f"assets:{name}": {"pk": asset.pk} for name in names}
    return pages | {"api:asset-detail": {"pk": asset.pk}, "api:asset-push": {"pk": asset.pk}}

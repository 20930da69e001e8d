"""Arguments for the addresses of competitions."""

from typing import Any

from portal.accounts.models import Organisation
from tests.factories.assets import AssetFactory
from tests.factories.competitions import CompetitionFactory


def samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    competition = CompetitionFactory.create(organisation=organisation)
    asset = AssetFactory.create(organisation=organisation)
    return {
        "competitions:competition-detail": {"pk": competition.pk},
        "competitions:competition-planned": {"pk": competition.pk},
        "competitions:asset-qualification": {"pk": asset.pk},
        "api:competition-detail": {"pk": competition.pk},
        "api:competition-nearby": {"pk": competition.pk},
    }

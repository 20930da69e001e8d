"""Arguments for the addresses of competitions."""

from typing import Any

from django.utils import timezone

from portal.accounts.models import Organisation
from tests.factories.accounts import MembershipFactory
from tests.factories.applications import ApplicationFactory, kept
from tests.factories.assets import AssetFactory, AssetGroupFactory
from tests.factories.competitions import CompetitionFactory


def samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    competition = CompetitionFactory.create(organisation=organisation)
    asset = AssetFactory.create(organisation=organisation)
    application = ApplicationFactory.create(organisation=organisation)
    member = MembershipFactory.create(organisation=organisation)
    document = {"pk": kept(member, until=None, now=timezone.now()).pk}
    ways = ("detail", "send", "package", "record-sent", "record-decision", "discard")
    pages = {f"competitions:application-{way}": {"pk": application.pk} for way in ways}
    pages |= {f"competitions:document-{way}": document for way in ("download", "replace", "remove")}
    verbs = ("detail", "send", "record-sent", "record-decision")
    pages |= {f"api:application-{verb}": {"pk": application.pk} for verb in verbs}
    return pages | {
        "api:application-section": {"pk": application.pk, "section": "declaration"},
        "api:document-detail": document,
        "competitions:application-section": {"pk": application.pk, "section": "declaration"},
        "competitions:competition-detail": {"pk": competition.pk},
        "competitions:competition-planned": {"pk": competition.pk},
        "competitions:asset-qualification": {"pk": asset.pk},
        "competitions:group-entering": {"pk": AssetGroupFactory.create(organisation=organisation).pk},
        "competitions:pair-detail": {"pk": competition.pk, "asset_pk": asset.pk},
        "api:competition-detail": {"pk": competition.pk},
        "api:competition-nearby": {"pk": competition.pk},
        "api:competition-verdicts": {"pk": competition.pk},
        "api:competition-todos": {"pk": competition.pk},
        "api:asset-verdicts": {"pk": asset.pk},
    }

"""The market's first inhabitants. `python -m experience seed` can be run at every start: it adds what is missing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from experience import env
from experience.api.signing_in import key_digest
from experience.history.past import live_through, write_meter_data
from experience.market.models import (
    Application,
    ApplicationStatus,
    Asset,
    DpsRecord,
    FlexProvider,
    MachineUser,
    Operator,
    PostcodePosition,
    WebhookRegistration,
)
from experience.market.rules.codes import seeded_code
from experience.market.services.judging import judge_due
from experience.scenery.areas import OPERATORS, RIVALS
from experience.scenery.estate import estate, postcode_positions
from experience.scenery.mock import keep_mock_competitions
from experience.scenery.rounds import keep_rounds

# The provider has been on the market for longer than the months of history that the market holds.
SINCE = timedelta(days=200)
PENDING_AT = "pennine"
GUEST = "hLs1dFx"


def run(arguments: Sequence[str] = ()) -> int:
    """Seed the market from the environment's provider, and say so."""
    seed(now=timezone.now())
    return 0


def seed(*, now: datetime) -> FlexProvider:
    """Operators, rivals, the guest provider with its machine user, assets and past, and the mock competitions."""
    with transaction.atomic():
        add_operators()
        provider = add_provider(now)
        add_machine_user(provider)
        add_postcodes()
        add_estate(provider, now)
        live_through(provider, now=now)
        register_webhook(provider)
    keep_mock_competitions(now=now, compressed=settings.COMPRESSED)
    keep_rounds(now=now)
    judge_due(now=now)
    return provider


def write_meters(arguments: Sequence[str] = ()) -> int:
    """Write the meter files of the months behind the market to EXPERIENCE_VAR/meter-data; those there stay."""
    provider = FlexProvider.objects.get(pk=env.text("EXPERIENCE_PROVIDER_ID", GUEST))
    write_meter_data(provider, now=timezone.now(), folder=settings.VAR / "meter-data")
    return 0


def add_operators() -> None:
    for sketch in OPERATORS:
        operator, _ = Operator.objects.get_or_create(
            name=sketch.name,
            defaults={
                "id": seeded_code("operator", sketch.key),
                "mpan_distributor": sketch.distributor,
            },
        )
        DpsRecord.objects.get_or_create(
            reference=sketch.dps_reference, defaults={"operator": operator, "name": sketch.dps_name}
        )


def add_provider(now: datetime) -> FlexProvider:
    """The guest, approved by two operators and waiting for the third; and its rivals, approved by all."""
    provider, _ = FlexProvider.objects.get_or_create(
        pk=env.text("EXPERIENCE_PROVIDER_ID", GUEST),
        defaults={"name": "Hillside Flex", "created": now - SINCE},
    )
    for name in RIVALS:
        rival, _ = FlexProvider.objects.get_or_create(
            pk=seeded_code("rival", name),
            defaults={"name": name, "is_rival": True, "created": now - SINCE},
        )
        for sketch in OPERATORS:
            _apply(rival, sketch.dps_reference, ApplicationStatus.APPROVED, now)
    for sketch in OPERATORS:
        status = ApplicationStatus.PENDING if sketch.key == PENDING_AT else ApplicationStatus.APPROVED
        _apply(provider, sketch.dps_reference, status, now)
    return provider


def _apply(provider: FlexProvider, reference: str, status: ApplicationStatus, now: datetime) -> None:
    decided = None if status == ApplicationStatus.PENDING else now - SINCE
    Application.objects.get_or_create(
        provider=provider,
        dps_record=DpsRecord.objects.get(reference=reference),
        defaults={"status": status, "submitted_at": now - SINCE, "decided_at": decided},
    )


def add_machine_user(provider: FlexProvider) -> None:
    """The credential from the environment; a new key there replaces the old one."""
    client_id, api_key = env.text("EXPERIENCE_CLIENT_ID"), env.text("EXPERIENCE_API_KEY")
    if not client_id or not api_key:
        return
    MachineUser.objects.update_or_create(
        client_id=client_id,
        defaults={
            "provider": provider,
            "api_key_sha256": key_digest(api_key),
            "email": f"{client_id[:40].lower()}@api.experience.invalid",
        },
    )


def register_webhook(provider: FlexProvider) -> None:
    """The address from the environment: it may have moved to another port since the last start."""
    url = env.text("EXPERIENCE_WEBHOOK_URL")
    if url:
        WebhookRegistration.objects.update_or_create(
            provider=provider,
            defaults={"url": url, "secret": env.text("EXPERIENCE_WEBHOOK_SECRET"), "is_active": True},
        )


def add_postcodes() -> None:
    PostcodePosition.objects.bulk_create(
        [
            PostcodePosition(postcode=postcode, latitude=latitude, longitude=longitude)
            for postcode, (latitude, longitude) in postcode_positions().items()
        ],
        ignore_conflicts=True,
    )


def add_estate(provider: FlexProvider, now: datetime) -> None:
    """The provider's assets, as long as it has none: what it has since changed stays changed."""
    if provider.assets.exists():
        return
    since = now - SINCE
    Asset.objects.bulk_create(
        Asset(provider=provider, created=since, modified=since, **values) for values in estate()
    )

"""Arguments for the addresses of dispatch."""

from typing import Any

from dispatch.models import Instruction
from portal.accounts.models import Organisation
from tests.factories.dispatch import InstructionFactory, WebhookDeliveryFactory


def samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    known = Instruction.objects.filter(organisation=organisation, piclo_id="DspDoor").first()
    instruction = known or InstructionFactory.create(organisation=organisation, piclo_id="DspDoor")
    delivery = WebhookDeliveryFactory.create(organisation=organisation, state="failed", problem="Not JSON.")
    return {
        "dispatch:instruction-detail": {"pk": instruction.pk},
        "dispatch:instruction-answer": {"pk": instruction.pk},
        "dispatch:delivery-detail": {"pk": delivery.pk},
        "dispatch:delivery-read-again": {"pk": delivery.pk},
        "dispatch:delivery-set-aside": {"pk": delivery.pk},
        "api:instruction-detail": {"pk": instruction.pk},
        "api:instruction-answer": {"pk": instruction.pk},
    }

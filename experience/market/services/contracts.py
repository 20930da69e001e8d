"""Obligations, and how much of them is available."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from experience.market.errors import Refused
from experience.market.models import AvailabilityVariation, Bid, Obligation
from experience.market.rules.text import mw_text
from experience.market.services.events import note


def contract(bid: Bid, *, now: datetime) -> Obligation:
    """The obligation that an accepted bid becomes, over the dates of its service period."""
    ballot, period = bid.ballot, bid.service_window.service_period
    return Obligation.objects.create(
        bid=bid,
        provider_id=ballot.provider_id,
        competition_id=ballot.competition_id,
        service_window_id=bid.service_window_id,
        start=period.start,
        end=period.end,
        capacity=bid.capacity,
        rates=bid.rates,
        asset_ids=ballot.flex_asset_ids,
        created=now,
        modified=now,
    )


@transaction.atomic
def declare_availability(
    obligation: Obligation, *, start: datetime, end: datetime, capacity: Decimal, reason: str, now: datetime
) -> AvailabilityVariation:
    """Take a provider's word that only so many MW of an obligation are available for a time."""
    if end <= start:
        raise Refused({"end": ["Must be after start."]})
    if capacity < 0:
        raise Refused({"capacity": ["Must not be negative."]})
    if capacity > obligation.capacity:
        raise Refused({"capacity": [f"Must not exceed the obligation's {mw_text(obligation.capacity)} MW."]})
    variation = AvailabilityVariation.objects.create(
        obligation=obligation, start=start, end=end, capacity=capacity, reason=reason, created=now
    )
    words = f"{obligation.provider}: {mw_text(capacity)} MW available, {start:%d %b %H:%M} to {end:%d %b %H:%M} UTC"
    note("availability.declared", obligation.pk, words, by=obligation.provider.name, now=now)
    return variation

"""The operator bot of mock competitions: it draws rivals, decides by price, confirms, and instructs."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from experience.market.models import Ballot, Competition, FlexProvider, Obligation
from experience.market.rules.bids import OfferedBid
from experience.market.rules.rivals import RivalOffer, WantedWindow, rival_offers
from experience.market.rules.timetables import needs_instruction
from experience.market.services.ballots import add_bids, window_terms
from experience.market.services.decisions import confirm_competition, decide_by_merit
from experience.market.services.dispatches import issue_dispatch
from experience.market.services.events import note

BOT = "bot"


def run_bot(*, now: datetime) -> None:
    """Everything that is due for the bot at this instant."""
    mine = Competition.objects.filter(run_by_bot=True)
    drawing = mine.filter(open__lte=now, confirmed_at__isnull=True).exclude(ballots__provider__is_rival=True)
    for competition in drawing:
        draw_rivals(competition, now=now)
    for competition in mine.filter(closed__lte=now, confirm_due__lte=now, confirmed_at__isnull=True):
        decide_by_merit(competition, by=BOT, now=now)
        confirm_competition(competition.pk, by=BOT, now=now)
    instructing = Q(confirmed_at__isnull=False, dispatch_due__lte=now, dispatched_at__isnull=True)
    for competition in mine.filter(instructing):
        instruct(competition, now=now)


@transaction.atomic
def draw_rivals(competition: Competition, *, now: datetime) -> list[Ballot]:
    """Let the invented rivals bid, once in a competition."""
    windows = {window.pk: window for window in competition.service_windows.all()}
    terms = {pk: window_terms(window) for pk, window in windows.items()}
    rivals = {rival.pk: rival for rival in FlexProvider.objects.filter(is_rival=True).order_by("pk")}
    offers = rival_offers(
        competition.reference,
        competition.type,
        _guide_prices(competition),
        [
            WantedWindow(pk, each.capacity_required, each.minimum_size, frozenset(each.fixed_rates))
            for pk, each in sorted(terms.items())
        ],
        list(rivals),
    )
    by_rival: dict[str, list[RivalOffer]] = defaultdict(list)
    for offer in offers:
        by_rival[offer.rival].append(offer)
    ballots = []
    for rival_id, own in by_rival.items():
        created = min(now, competition.closed - timedelta(seconds=1))
        ballot = Ballot.objects.create(provider=rivals[rival_id], competition=competition, created=created)
        bids = [OfferedBid(o.window_id, o.capacity, timedelta(hours=2), o.rates) for o in own]
        add_bids(ballot, bids, terms)
        ballots.append(ballot)
        words = f"{ballot.provider}: a ballot of {len(bids)} for {competition.reference}"
        note("ballot.submitted", ballot.pk, words, by=ballot.provider.name, now=now)
    return ballots


def _guide_prices(competition: Competition) -> dict[str, Decimal]:
    prices = {
        "availability": competition.availability_guide_price,
        "utilisation": competition.utilisation_guide_price,
        "service_fee": competition.service_fee,
    }
    return {name: price for name, price in prices.items() if price is not None}


@transaction.atomic
def instruct(competition: Competition, *, now: datetime) -> int:
    """Instruct every provider with an obligation, unless the award itself was the instruction. Returns how many.

    An hour that has slipped by, because the server was down, is not made up for.
    """
    competition.dispatched_at = now
    competition.save(update_fields=["dispatched_at"])
    start, end, respond_by = (
        competition.delivery_start,
        competition.delivery_end,
        competition.dispatch_respond_by,
    )
    if not needs_instruction(competition.product_type) or not (start and end and respond_by):
        return 0
    if respond_by <= now:
        return 0
    first = competition.service_windows.order_by("start", "name").first()
    obligations = Obligation.objects.filter(competition=competition, provider__is_rival=False)
    called = obligations.filter(service_window=first).select_related("competition", "provider")
    for obligation in called:
        issue_dispatch(obligation, start=start, end=end, respond_by=respond_by, by=BOT, now=now)
    return len(called)

"""How past competitions were won: ballots of the guest and its rivals, decided by price."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from experience.bot import BOT, draw_rivals
from experience.history.programme import Sale
from experience.market.models import Competition, FlexProvider, ServiceWindow
from experience.market.rules.bids import OfferedBid
from experience.market.rules.rates import rates_asked
from experience.market.services.ballots import submit_ballot
from experience.market.services.decisions import confirm_competition, decide_by_merit
from experience.market.services.judging import judge_competition
from experience.market.services.publishing import publish_competition
from experience.market.services.standing import standing_of

CENT, KILOWATT = Decimal("0.01"), Decimal("0.001")


def trade(provider: FlexProvider, sale: Sale) -> Competition:
    """One past competition from its announcement to its confirmation."""
    competition = publish_competition(sale.record, by="history", now=sale.announced)
    judge_competition(competition, now=sale.qualified - timedelta(seconds=1))
    offered = offer(provider, competition)
    if offered:
        submit_ballot(provider, competition.pk, offered, None, now=sale.ballots)
    draw_rivals(competition, now=sale.ballots)
    decide_by_merit(competition, by=BOT, now=sale.decided)
    return confirm_competition(competition.pk, by=BOT, now=sale.decided)


def offer(provider: FlexProvider, competition: Competition) -> list[OfferedBid]:
    """A bid a window: somewhat less than could be offered, around the guide prices."""
    dice = Random(f"offer/{competition.reference}")  # noqa: S311 - reproducible on purpose, nothing is secret
    qualified = standing_of(provider, competition).total
    windows = competition.service_windows.order_by("pk")
    bids = [_bid(window, competition, qualified, dice) for window in windows]
    return [bid for bid in bids if bid.capacity >= Decimal("0.050")]


def _bid(window: ServiceWindow, competition: Competition, qualified: Decimal, dice: Random) -> OfferedBid:
    cap = min(qualified, window.capacity_required)
    dearness = Decimal(dice.uniform(0.82, 1.22))
    guide = {
        "availability": competition.availability_guide_price,
        "utilisation": competition.utilisation_guide_price,
    }
    return OfferedBid(
        service_window_id=window.pk,
        capacity=(cap * Decimal(dice.uniform(0.35, 0.7))).quantize(KILOWATT),
        max_runtime=timedelta(hours=2),
        rates={
            name: ((guide.get(name) or Decimal(100)) * dearness).quantize(CENT)
            for name in rates_asked(competition.type)
        },
    )

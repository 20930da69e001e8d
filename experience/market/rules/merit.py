"""How the operator bot picks bids: the cheapest first, up to the need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from experience.market.rules.text import mw_text


@dataclass(frozen=True)
class RankedBid:
    """A bid as the bot compares it: MW, and GBP per MWh if the whole window is called."""

    bid_id: str
    capacity: Decimal
    price: Decimal
    created: datetime


@dataclass(frozen=True)
class Verdict:
    """What becomes of one bid; a rejection carries its reason."""

    bid_id: str
    accepted: bool
    reason: str = ""


def decide_window(bids: Sequence[RankedBid], need_mw: Decimal) -> list[Verdict]:
    """Cheapest first, then earliest. No bid is split: one that does not fit is passed over."""
    left = need_mw
    dearest = Decimal(0)
    verdicts = []
    for bid in sorted(bids, key=lambda each: (each.price, each.created, each.bid_id)):
        if bid.capacity <= left:
            left -= bid.capacity
            dearest = bid.price
            verdicts.append(Verdict(bid.bid_id, accepted=True))
        else:
            verdicts.append(Verdict(bid.bid_id, accepted=False, reason=_reason(bid, left, dearest)))
    return verdicts


def _reason(bid: RankedBid, left: Decimal, dearest: Decimal) -> str:
    if left > 0:
        return (
            f"Only {mw_text(left)} MW was still needed after cheaper bids, "
            f"and this bid of {mw_text(bid.capacity)} MW cannot be taken in part."
        )
    return (
        f"The need was met by cheaper bids: the dearest accepted one came to {dearest:.2f} GBP/MWh "
        f"over the window, this one to {bid.price:.2f} GBP/MWh."
    )

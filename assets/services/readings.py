"""Having the portfolio read from Piclo now."""

from datetime import datetime

from assets.services.errors import NotConnectedError
from portal.accounts.models import Membership
from portal.piclo.models import FeedState
from portal.piclo.services import run_feed_now


def read_now(*, feed: str, by: Membership, now: datetime) -> FeedState:
    """Have all assets, or all planned assets, read as soon as a worker is free.

    Raises NotConnectedError, AlreadyBeingRead, and on the market itself ReadTooSoon within the feed's floor.
    """
    state = FeedState.objects.visible_to(by).filter(feed=feed).first()
    if state is None:
        raise NotConnectedError("There is no connection to Piclo yet.")
    run_feed_now(feed=state, by=by, now=now)
    state.refresh_from_db()
    return state

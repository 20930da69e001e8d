"""Reads for the pages of a connection."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.accounts.models import Membership
from portal.piclo.models import Connection, ConnectionState, FeedState, RunState, SyncRun


@dataclass(frozen=True)
class FeedLine:
    """One feed and its youngest run, if it ever ran."""

    feed: FeedState
    run: SyncRun | None

    @property
    def is_failing(self) -> bool:
        """Whether the feed's last attempt went wrong."""
        return self.run is not None and self.run.state == RunState.FAILED


def connection_of(member: Membership) -> Connection | None:
    """The organisation's connection, if it has been set up."""
    return Connection.objects.visible_to(member).select_related("organisation").first()


def feed_lines(member: Membership) -> list[FeedLine]:
    """Every feed of the organisation with its youngest run, in the order of the staircase."""
    runs = {run.feed: run for run in SyncRun.objects.visible_to(member).latest_of_each_feed()}
    feeds = FeedState.objects.visible_to(member).select_related("connection__organisation").order_by("pk")
    return [FeedLine(feed, runs.get(feed.feed)) for feed in feeds]


def failing_feeds(member: Membership) -> Iterator[FeedLine]:
    """Feeds whose last reading failed."""
    return (line for line in feed_lines(member) if line.is_failing)


def broken_connection(member: Membership) -> Connection | None:
    """The organisation's connection where Piclo is not heard over it, or refuses it."""
    trouble = (ConnectionState.FAILING, ConnectionState.REFUSED)
    return Connection.objects.visible_to(member).filter(state__in=trouble).first()

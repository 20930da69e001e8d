"""The rail: where one may go, in the order of the staircase, shown by permission."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from portal.accounts.models import Membership
from portal.accounts.permissions import Permission

P = Permission


@dataclass(frozen=True)
class Way:
    """One entry: its word, the page's URL name, its icon, and who sees it (None: every member)."""

    label: str
    page: str
    icon: str
    permission: P | None = None


@dataclass(frozen=True)
class Flight:
    """Ways under one heading."""

    heading: str
    ways: tuple[Way, ...]


FLIGHTS = (
    Flight("", (Way("Desk", "home:desk", "layout-dashboard"),)),
    Flight(
        "Procurement",
        (
            Way("Assets", "assets:asset-list", "battery-charging", P.ASSETS_VIEW),
            Way("Map", "competitions:map", "map", P.COMPETITIONS_VIEW),
            Way("Competitions", "competitions:competition-list", "map-pin", P.COMPETITIONS_VIEW),
            Way("Approvals", "competitions:application-list", "badge-check", P.COMPETITIONS_VIEW),
            Way("Ballots", "bidding:ballot-list", "gavel", P.BIDS_VIEW),
            Way("Contracts", "bidding:obligation-list", "handshake", P.BIDS_VIEW),
        ),
    ),
    Flight("Operations", (Way("Dispatch", "dispatch:board", "zap", P.DISPATCH_VIEW),)),
    Flight(
        "Settlement",
        (
            Way("Meter data", "settlement:meter-file-list", "gauge", P.SETTLEMENT_VIEW),
            Way("Performance", "settlement:report-list", "chart-line", P.SETTLEMENT_VIEW),
            Way("Invoices", "settlement:invoice-list", "receipt-pound-sterling", P.SETTLEMENT_VIEW),
        ),
    ),
    Flight(
        "Administration",
        (
            Way("Connection", "connections:connection", "plug", P.CONNECTION_VIEW),
            Way("Activity", "home:activity", "activity", P.AUDIT_VIEW),
            Way("Team", "accounts:team", "users", P.TEAM_VIEW),
        ),
    ),
)


@dataclass(frozen=True)
class Entry:
    """A way as drawn on this page."""

    way: Way
    href: str
    count_url: str
    current: bool


@dataclass(frozen=True)
class Group:
    """A flight as drawn on this page; never empty."""

    heading: str
    entries: tuple[Entry, ...]


def address_of(page: str) -> str:
    """The address of a page, or "" where its app is not installed."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""


def rail_for(member: Membership, path: str) -> list[Group]:
    """What `member` may see. The entry whose address is the longest beginning of `path` is current."""
    allowed = [
        (flight.heading, [way for way in flight.ways if way.permission is None or member.can(way.permission)])
        for flight in FLIGHTS
    ]
    here = current_address((address_of(way.page) for _, ways in allowed for way in ways), path)
    groups = [Group(heading, tuple(entries(ways, here))) for heading, ways in allowed]
    return [group for group in groups if group.entries]


def entries(ways: Iterable[Way], here: str) -> Iterable[Entry]:
    """The ways that lead somewhere."""
    for way in ways:
        if href := address_of(way.page):
            count_page = settings.RAIL_COUNTS.get(way.page, "")
            yield Entry(way, href, address_of(count_page) if count_page else "", href == here)


def current_address(addresses: Iterable[str], path: str) -> str:
    """Which of the addresses `path` lies under; the front page only when it is the path itself."""
    under = [a for a in addresses if a and (path == a or (a != "/" and path.startswith(a)))]
    return max(under, key=len, default="")


def count_response(request: HttpRequest, count: int, what: str = "waiting") -> TemplateResponse:
    """The answer of an app's rail-count URL: the number beside its entry, nothing for none."""
    return TemplateResponse(request, "home/rail_count.html", {"count": count, "what": what})

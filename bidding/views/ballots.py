"""Ballots: the list, a new draft, the trading screen, saving and re-checking it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bidding.filters import BallotFilter
from bidding.forms.grid import behind_from_post, drop, offers_of, rows_from_post, split
from bidding.models import Ballot
from bidding.rules.errors import BiddingError
from bidding.selectors.lists import ballots_for_list
from bidding.selectors.market import windows_of
from bidding.services import ask_for_approval, draft_ballot, save_draft
from bidding.services.errors import HasFaults, StaleVersion
from bidding.tables import BallotTable
from bidding.views.page import ballot_or_404, ballot_page
from competitions.models import Competition
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment, wants_fragment


@require_safe
@requires(Permission.BIDS_VIEW)
def ballot_list(request: MemberRequest) -> HttpResponse:
    """All ballots, by state and competition."""
    found = BallotFilter(request.GET, ballots_for_list(request.member))
    context = {"filter": found, "table": BallotTable(found.qs, request.GET)}
    return page_or_fragment(request, "bidding/ballot_list.html", "results", context)


@require_POST
@requires(Permission.BIDS_DRAFT)
def ballot_create(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin a ballot for a competition, or go on with the one that is being prepared."""
    competition = get_object_or_404(Competition.objects.visible_to(request.member), pk=pk)
    try:
        ballot = draft_ballot(competition=competition, by=request.member, now=timezone.now())
    except BiddingError as error:
        messages.error(request, str(error))
        return redirect(competition)
    return redirect(ballot)


@require_safe
@requires(Permission.BIDS_VIEW)
def ballot_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The trading screen. `?state=` is asked by a page that waits: it is told to reload once the state has changed."""
    ballot = ballot_or_404(request, pk)
    seen = request.GET.get("state")
    if seen and wants_fragment(request):
        return HttpResponse(status=204) if seen == ballot.state else _reload()
    return ballot_page(request, ballot)


def _reload() -> HttpResponse:
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


@require_POST
@requires(Permission.BIDS_DRAFT)
def ballot_check(request: MemberRequest, pk: int) -> HttpResponse:
    """Check what is typed without saving it; with `split` or `drop` the grid gains or loses a row."""
    ballot = ballot_or_404(request, pk)
    typed = rows_from_post(request.POST, windows_of(ballot.competition))
    fragment = "checked"
    if "split" in request.POST or "drop" in request.POST:
        typed = drop(split(typed, request.POST.get("split", "")), request.POST.get("drop", ""))
        fragment = "grid"
    chosen = behind_from_post(request.POST)
    return ballot_page(request, ballot, typed=typed, chosen=chosen, fragment=fragment)


@require_POST
@requires(Permission.BIDS_DRAFT)
def ballot_save(request: MemberRequest, pk: int) -> HttpResponse:
    """Save the draft, faults and all; with `ask` go on to ask for approval."""
    ballot = ballot_or_404(request, pk)
    typed = rows_from_post(request.POST, windows_of(ballot.competition))
    chosen, offers = behind_from_post(request.POST), offers_of(typed)
    more: dict[str, object] = {"typed": typed, "chosen": chosen, "status": 422}
    if any(row.errors for row in typed):
        messages.error(request, "Not saved: some fields cannot be read.")
        return ballot_page(request, ballot, **more)  # type: ignore[arg-type]
    try:
        saved = save_draft(
            ballot=ballot,
            version=version_of(request),
            offers=offers,
            behind_it=chosen,
            by=request.member,
            now=timezone.now(),
        )
    except StaleVersion as stale:
        return ballot_page(request, ballot, stale=stale, **more)  # type: ignore[arg-type]
    except BiddingError as error:
        messages.error(request, str(error))
        return redirect(ballot)
    return _ask(request, saved) if "ask" in request.POST else _saved(request, saved)


def version_of(request: MemberRequest) -> int:
    """The version that the person saw; 0, which never stands, where the page did not say."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _saved(request: MemberRequest, ballot: Ballot) -> HttpResponse:
    messages.success(request, "Saved.")
    return redirect(ballot)


def _ask(request: MemberRequest, ballot: Ballot) -> HttpResponse:
    try:
        ask_for_approval(ballot=ballot, version=ballot.version, by=request.member, now=timezone.now())
    except HasFaults as error:
        messages.warning(request, f"Saved. {error}")
    except BiddingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Saved, and approval asked for.")
    return redirect(ballot)

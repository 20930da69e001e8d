"""What is done with a ballot as a whole, a button each."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bidding.forms.person import ReasonForm
from bidding.models import Ballot
from bidding.rules.errors import BiddingError
from bidding.services import (
    approve_ballot,
    ask_for_approval,
    copy_ballot,
    discard_ballot,
    send_back,
    withdraw_ballot,
)
from bidding.views.ballots import version_of
from bidding.views.page import ballot_or_404
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission


def _do(request: MemberRequest, ballot: Ballot, deed: Callable[[], Ballot], done: str) -> HttpResponse:
    """Do it, say how it went, and show the ballot that it is about from now on."""
    try:
        ballot = deed()
    except BiddingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(ballot)


@require_POST
@requires(Permission.BIDS_DRAFT)
def ballot_ask(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for approval of the draft as it is saved."""
    ballot, by, now, version = ballot_or_404(request, pk), request.member, timezone.now(), version_of(request)
    return _do(
        request,
        ballot,
        lambda: ask_for_approval(ballot=ballot, version=version, by=by, now=now),
        "Approval asked for.",
    )


@require_POST
@requires(Permission.BIDS_APPROVE)
def ballot_approve(request: MemberRequest, pk: int) -> HttpResponse:
    """Approve the version that was seen; a task sends it."""
    ballot, by, now, version = ballot_or_404(request, pk), request.member, timezone.now(), version_of(request)
    return _do(
        request,
        ballot,
        lambda: approve_ballot(ballot=ballot, version=version, by=by, now=now),
        "Approved. It is being sent to Piclo.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BIDS_DRAFT)
def ballot_send_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Make it a draft again, with what is to be mended."""
    ballot, by, now = ballot_or_404(request, pk), request.member, timezone.now()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _do(
            request,
            ballot,
            lambda: send_back(ballot=ballot, reason=reason, by=by, now=now),
            "It is a draft again.",
        )
    return _confirm(request, ballot, "Send this ballot back?", "It becomes a draft again.", "Send back", form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BIDS_DRAFT)
def ballot_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a submitted ballot back at Piclo."""
    ballot, by, now = ballot_or_404(request, pk), request.member, timezone.now()
    if request.method == "POST":
        return _do(
            request,
            ballot,
            lambda: withdraw_ballot(ballot=ballot, by=by, now=now),
            "Piclo is asked to withdraw it.",
        )
    words = "Piclo takes it out of the competition. Until bidding closes you can submit another."
    return _confirm(request, ballot, "Withdraw this ballot?", words, "Withdraw")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BIDS_DRAFT)
def ballot_discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    ballot, by, now = ballot_or_404(request, pk), request.member, timezone.now()
    if request.method == "POST":
        return _do(request, ballot, lambda: discard_ballot(ballot=ballot, by=by, now=now), "Draft discarded.")
    return _confirm(request, ballot, "Discard this draft?", "Nothing of it is sent.", "Discard")


@require_POST
@requires(Permission.BIDS_DRAFT)
def ballot_copy(request: MemberRequest, pk: int) -> HttpResponse:
    """A new draft that says the same."""
    ballot, by, now = ballot_or_404(request, pk), request.member, timezone.now()
    return _do(
        request, ballot, lambda: copy_ballot(ballot=ballot, by=by, now=now), "A new draft with the same bids."
    )


def _confirm(
    request: MemberRequest,
    ballot: Ballot,
    question: str,
    consequence: str,
    yes: str,
    form: ReasonForm | None = None,
) -> HttpResponse:
    context = {
        "question": question,
        "consequence": consequence,
        "yes": yes,
        "back": ballot.get_absolute_url(),
        "form": form,
        "ballot": ballot,
    }
    return TemplateResponse(request, "bidding/ballot_confirm.html", context)

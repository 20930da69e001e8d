"""Runs of sending: watched, paused, resumed, stopped."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets.models import PushRun, PushState
from assets.selectors.push_runs import progress_of, refused_alike
from assets.services import (
    NothingToSendError,
    RunIsOverError,
    ask_to_push_many,
    pause_run,
    resume_run,
    stop_run,
)
from assets.tables import PushRunTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.formats import plural
from portal.core.htmx import page_or_fragment


@require_safe
@requires(Permission.ASSETS_VIEW)
def push_run_list(request: MemberRequest) -> HttpResponse:
    """Every run, the newest first."""
    runs = PushRun.objects.visible_to(request.member).select_related("asked_by")
    return page_or_fragment(
        request, "assets/push_run_list.html", "results", {"table": PushRunTable(runs, request.GET)}
    )


@require_safe
@requires(Permission.ASSETS_VIEW)
def push_run_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One run: how far it is, how fast, and what Piclo would not take."""
    run = _run(request, pk)
    context = {
        "run": run,
        "progress": progress_of(run, timezone.now()),
        "refused": refused_alike(run),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
    }
    return page_or_fragment(request, "assets/push_run_detail.html", "progress", context)


@require_POST
@requires(Permission.ASSETS_EDIT)
def push_run_pause(request: MemberRequest, pk: int) -> HttpResponse:
    """Send nothing more for now."""
    return _done(request, pk, pause_run, "Paused: nothing more is sent until it is resumed.")


@require_POST
@requires(Permission.ASSETS_EDIT)
def push_run_resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on."""
    return _done(request, pk, resume_run, "Going on.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def push_run_stop(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take back what was not begun."""
    run = _run(request, pk)
    if request.method == "POST":
        return _done(request, pk, stop_run, "Stopped: what had not been begun is not sent.")
    context = {
        "question": "Stop this run?",
        "consequence": f"{plural(run.left, 'asset')} not sent yet will be taken back. What Piclo has stays there.",
        "yes": "Stop",
        "back": run.get_absolute_url(),
    }
    return TemplateResponse(request, "components/confirm_page.html", context)


@require_POST
@requires(Permission.ASSETS_EDIT)
def push_run_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once more for what Piclo refused, all of it or what it refused in the same words."""
    run = _run(request, pk)
    refused = run.assets.filter(push_state=PushState.REFUSED)
    if words := request.POST.get("words"):
        refused = refused.filter(push_words=words)
    try:
        asked = ask_to_push_many(assets=refused, by=request.member, now=timezone.now())
        messages.success(request, f"{plural(asked, 'asset')} on the way to Piclo again.")
    except NothingToSendError as error:
        messages.info(request, str(error))
    return redirect("assets:push-run-list")


def _run(request: MemberRequest, pk: int) -> PushRun:
    runs = PushRun.objects.visible_to(request.member).select_related("asked_by")
    return get_object_or_404(runs, pk=pk)


def _done(request: MemberRequest, pk: int, deed: Callable[..., PushRun], words: str) -> HttpResponse:
    run = _run(request, pk)
    try:
        deed(run_id=pk, by=request.member, now=timezone.now())
        messages.success(request, words)
    except RunIsOverError as error:
        messages.info(request, str(error))
    return redirect(run)

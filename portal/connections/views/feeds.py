"""Reading a feed now, and how often it is read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.connections.forms import IntervalForm
from portal.core.formats import clock
from portal.piclo.models import FeedState
from portal.piclo.services import (
    AlreadyBeingRead,
    IntervalTooShort,
    ReadTooSoon,
    change_interval,
    run_feed_now,
)


@require_POST
@requires(Permission.CONNECTION_MANAGE)
def feed_run(request: MemberRequest, pk: int) -> HttpResponse:
    """Have a feed read as soon as a worker is free."""
    feed = get_object_or_404(FeedState.objects.visible_to(request.member), pk=pk)
    try:
        run_feed_now(feed=feed, by=request.member, now=timezone.now())
        messages.success(request, f"{feed.feed.capitalize()} will be read in a moment.")
    except AlreadyBeingRead as error:
        messages.info(request, str(error))
    except ReadTooSoon as early:
        messages.warning(request, f"{early} It may be asked again at {clock(early.again_at)}.")
    return redirect("connections:connection")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CONNECTION_MANAGE)
def feed_interval(request: MemberRequest, pk: int) -> HttpResponse:
    """How often a feed is read."""
    feed = get_object_or_404(FeedState.objects.visible_to(request.member), pk=pk)
    form = IntervalForm(request.POST or None, initial={"interval_s": feed.interval_s})
    if request.method == "POST" and form.is_valid():
        try:
            change_interval(
                feed=feed, interval_s=form.cleaned_data["interval_s"], by=request.member, now=timezone.now()
            )
            messages.success(request, f"{feed.feed.capitalize()} are read at the new pace from now on.")
            return redirect("connections:connection")
        except IntervalTooShort as short:
            form.add_error("interval_s", str(short))
    context = {"form": form, "feed": feed}
    return TemplateResponse(
        request, "connections/interval_form.html", context, status=422 if form.is_bound else 200
    )

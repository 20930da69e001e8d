"""Webhook calls as they came in, for whoever looks after the connection."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dispatch.filters import DeliveryFilter
from dispatch.models import DeliveryState, WebhookDelivery, WebhookRefusal
from dispatch.services.deliveries import read_again, set_aside
from dispatch.tables import DeliveryTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment


@require_safe
@requires(Permission.DISPATCH_VIEW)
def delivery_list(request: MemberRequest) -> HttpResponse:
    """Every verified call, and how many were refused."""
    calls = WebhookDelivery.objects.visible_to(request.member).select_related("instruction").defer("body")
    found = DeliveryFilter(request.GET, calls)
    context = {
        "filter": found,
        "table": DeliveryTable(found.qs, request.GET),
        "refusals": WebhookRefusal.objects.visible_to(request.member).order_by("-last_at")[:10],
    }
    return page_or_fragment(request, "dispatch/delivery_list.html", "results", context)


@require_safe
@requires(Permission.DISPATCH_VIEW)
def delivery_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One call as it came."""
    calls = WebhookDelivery.objects.visible_to(request.member).select_related("instruction")
    delivery = get_object_or_404(calls, pk=pk)
    context = {
        "delivery": delivery,
        "is_open": delivery.state == DeliveryState.FAILED and request.member.can(Permission.DISPATCH_ANSWER),
    }
    return TemplateResponse(request, "dispatch/delivery_detail.html", context)


@require_POST
@requires(Permission.DISPATCH_ANSWER)
def delivery_read_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Have a call read once more."""
    return _do(request, pk, read_again, "It is being read again.")


@require_POST
@requires(Permission.DISPATCH_ANSWER)
def delivery_set_aside(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop the alarm about a call."""
    return _do(request, pk, set_aside, "Set aside. The call and its problem are kept.")


def _do(request: MemberRequest, pk: int, deed: Callable[..., WebhookDelivery], done: str) -> HttpResponse:
    get_object_or_404(WebhookDelivery.objects.visible_to(request.member).only("pk"), pk=pk)
    try:
        deed(by=request.member, delivery_id=pk, now=timezone.now())
    except WebhookDelivery.DoesNotExist:
        messages.info(request, "This call has been understood by now.")
    else:
        messages.success(request, done)
    return redirect("dispatch:delivery-detail", pk)

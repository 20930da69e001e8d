"""Saved filters of the list of assets, and the columns that somebody chose."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assets.filters import AssetFilter
from assets.forms import SaveFilterForm
from assets.models import Asset, SavedFilter
from assets.services import (
    FilterNameTakenError,
    FilterOfAnotherError,
    choose_columns,
    delete_filter,
    forget_columns,
    save_filter,
)
from assets.tables import AssetTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_VIEW)
def saved_filter_create(request: MemberRequest) -> HttpResponse:
    """Give what the list shows a name; the query is the list's own."""
    found = AssetFilter(request.GET, Asset.objects.visible_to(request.member), request=request)
    form = SaveFilterForm(request.POST or None)
    query = found.query_kept()
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_filter(by=request.member, query=query, now=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{saved.name} saved.")
            return redirect(list_url(query))
        except FilterNameTakenError as error:
            form.add_error("name", str(error))
    context = {"form": form, "said": found.said(), "back": list_url(query)}
    return TemplateResponse(request, "assets/filter_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.ASSETS_VIEW)
def saved_filter_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Drop a saved filter; the assets that it finds stay as they are."""
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.member), pk=pk)
    try:
        delete_filter(filter_id=pk, by=request.member, now=timezone.now())
        messages.success(request, f"The filter {saved.name} is deleted.")
    except FilterOfAnotherError as error:
        messages.error(request, str(error))
    return redirect("assets:asset-list")


@require_POST
@requires(Permission.ASSETS_VIEW)
def asset_columns(request: MemberRequest) -> HttpResponse:
    """Remember the ticked columns, or forget them for the usual ones."""
    if "usual" in request.POST:
        forget_columns(by=request.member)
    else:
        choose_columns(by=request.member, columns=AssetTable.known(request.POST.getlist("columns")))
    return redirect(list_url(QueryDict(request.POST.get("query", "")).urlencode()))


def list_url(query: str) -> str:
    """The list as a query narrows it."""
    return f"{reverse('assets:asset-list')}?{query}" if query else reverse("assets:asset-list")

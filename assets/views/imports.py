"""Importing assets from a spreadsheet: uploaded, looked at, applied or discarded, and remembered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets.filters import ImportFilter
from assets.forms import ImportForm
from assets.intake.preview import Preview, details_of, outcome_shown, summary_of, twin_of
from assets.models import AssetImport
from assets.services.imports import (
    ImportRefused,
    NotUploaded,
    ask_to_apply,
    discard_import,
    read_again,
    upload_import,
)
from assets.tables import ImportRowTable, ImportTable, import_state
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.core.htmx import page_or_fragment


@require_safe
@requires(Permission.ASSETS_VIEW)
def import_list(request: MemberRequest) -> HttpResponse:
    """Every import and what became of it."""
    uploads = AssetImport.objects.visible_to(request.member).select_related("uploaded_by")
    found = ImportFilter(request.GET, uploads)
    table = ImportTable(found.qs, request.GET)
    for upload in table:
        upload.state_shown = import_state(upload)  # type: ignore[attr-defined]
    context = {"filter": found, "table": table, "can_edit": request.member.can(Permission.ASSETS_EDIT)}
    return page_or_fragment(request, "assets/import_list.html", "results", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def import_create(request: MemberRequest) -> HttpResponse:
    """Upload a spreadsheet. Nothing of the portfolio changes by it."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = upload_import(content=file, name=file.name, by=request.member, now=timezone.now())
            return redirect(upload)
        except NotUploaded as error:
            form.add_error("file", str(error))
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "assets/import_form.html", {"form": form}, status=status)


@require_safe
@requires(Permission.ASSETS_VIEW)
def import_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One import: its progress, what it would do row by row, and what became of it."""
    uploads = AssetImport.objects.visible_to(request.member).select_related("uploaded_by", "ended_by")
    upload = get_object_or_404(uploads, pk=pk)
    preview = Preview(upload, request.GET.get("outcome", ""))
    table = ImportRowTable(preview.rows, request.GET)
    shown = [(row, outcome_shown(row), details_of(row), summary_of(row)) for row in table]
    context: dict[str, Any] = {
        "upload": upload,
        "state": import_state(upload),
        "preview": preview,
        "table": table,
        "shown": shown,
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
    }
    if not request.htmx:
        context |= {"twin": twin_of(upload), "events": Event.objects.about(upload).select_related("actor")}
    fragment = "results" if request.htmx.target == "results" else "outcome"
    return page_or_fragment(request, "assets/import_detail.html", fragment, context)


@require_POST
@requires(Permission.ASSETS_EDIT)
def import_apply(request: MemberRequest, pk: int) -> HttpResponse:
    """Apply what was previewed."""
    good, send = "good_rows_only" in request.POST, "send" in request.POST
    return _done(request, pk, ask_to_apply, good_rows_only=good, send=send)


@require_POST
@requires(Permission.ASSETS_EDIT)
def import_read_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Judge the file against the portfolio as it stands now."""
    return _done(request, pk, read_again)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def import_discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then leave the portfolio as it is."""
    upload = get_object_or_404(AssetImport.objects.visible_to(request.member), pk=pk)
    if request.method == "POST":
        return _done(request, pk, discard_import)
    context = {
        "question": f"Discard {upload}?",
        "consequence": "Nothing of it is applied. The file stays in the history of imports.",
        "yes": "Discard",
        "back": upload.get_absolute_url(),
    }
    return TemplateResponse(request, "components/confirm_page.html", context)


def _done(request: MemberRequest, pk: int, service: Callable[..., AssetImport], **said: bool) -> HttpResponse:
    """A verb on an import, and back to its page, with the reason where it cannot be."""
    upload = get_object_or_404(AssetImport.objects.visible_to(request.member), pk=pk)
    try:
        service(import_id=pk, by=request.member, now=timezone.now(), **said)
    except ImportRefused as error:
        messages.error(request, str(error))
    return redirect(upload)

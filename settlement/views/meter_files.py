"""Meter data: files uploaded, how each was read, and what was wrong with it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.core.csvs import csv_response
from portal.core.htmx import page_or_fragment
from settlement.exports import fault_rows
from settlement.filters import MeterFileFilter
from settlement.forms import MeterFileForm, as_initial, preset_named
from settlement.models import MeterFile
from settlement.rules.conventions import PRESETS
from settlement.rules.preview import Preview, preview_of
from settlement.selectors import known_meters
from settlement.services.meter_files import NotUploaded, upload_meter_file
from settlement.tables import MeterFileTable, file_state

FAULTS_SHOWN = 100


@require_safe
@requires(Permission.SETTLEMENT_VIEW)
def meter_file_list(request: MemberRequest) -> HttpResponse:
    """Every upload and what became of it."""
    files = MeterFile.objects.visible_to(request.member).select_related("uploaded_by")
    found = MeterFileFilter(request.GET, files)
    table = MeterFileTable(found.qs, request.GET)
    for file in table:
        file.state_shown = file_state(file)  # type: ignore[attr-defined]
    can_edit = request.member.can(Permission.SETTLEMENT_EDIT)
    context = {"filter": found, "table": table, "can_edit": can_edit}
    return page_or_fragment(request, "settlement/meter_file_list.html", "results", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SETTLEMENT_EDIT)
def meter_file_create(request: MemberRequest) -> HttpResponse:
    """Upload a file with what its lines mean; `?preset=` fills that in."""
    preset = request.GET.get("preset", PRESETS[0].code)
    form = MeterFileForm(
        request.POST or None, request.FILES or None, initial=as_initial(preset_named(preset))
    )
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = upload_meter_file(
                content=upload,
                name=upload.name,
                convention=form.convention(),
                by=request.member,
                now=timezone.now(),
            )
            messages.success(request, f"{file} uploaded; it is being read.")
            return redirect(file)
        except NotUploaded as error:
            form.add_error("file", str(error))
    context = {"form": form, "presets": PRESETS, "preset": preset}
    return TemplateResponse(
        request, "settlement/meter_file_form.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
@requires(Permission.SETTLEMENT_EDIT)
def meter_file_preview(request: MemberRequest) -> HttpResponse:
    """How the first lines of the chosen file would be understood; nothing is kept."""
    form = MeterFileForm(request.POST, request.FILES)
    preview = None
    if form.is_valid():
        known = known_meters(request.member.organisation_id)
        preview = preview_of(form.cleaned_data["file"].read(), form.convention(), known)
    context = {"preview": preview, "convention": form.convention() if preview else None}
    return TemplateResponse(
        request, "settlement/meter_file_preview.html", context, status=200 if preview else 422
    )


@require_safe
@requires(Permission.SETTLEMENT_VIEW)
def meter_file_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One upload: its convention, progress, result and faults."""
    files = MeterFile.objects.visible_to(request.member).select_related("uploaded_by")
    file = get_object_or_404(files, pk=pk)
    context = {
        "file": file,
        "state": file_state(file),
        "faults": file.faults.all()[:FAULTS_SHOWN],
        "twin": files.filter(digest=file.digest, pk__lt=pk).order_by("pk").first(),
    }
    if not request.htmx:
        context |= {
            "preview": kept_preview(file),
            "events": Event.objects.about(file).select_related("actor"),
        }
    return page_or_fragment(request, "settlement/meter_file_detail.html", "outcome", context)


def kept_preview(file: MeterFile) -> Preview:
    """The first lines of a stored file as its convention reads them."""
    try:
        with file.content.open("rb") as content:
            return preview_of(content.read(), file.convention, known_meters(file.organisation_id))
    except FileNotFoundError:
        return Preview(problem="The stored file is gone.")


@require_safe
@requires(Permission.SETTLEMENT_VIEW)
def meter_file_faults(request: MemberRequest, pk: int) -> HttpResponseBase:
    """The faults of a refused file as CSV."""
    file = get_object_or_404(MeterFile.objects.visible_to(request.member), pk=pk)
    return csv_response(f"faults-{file.name}", fault_rows(file))

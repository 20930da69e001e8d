"""Files of imports: the template, the original, and the copy with what is wrong in it."""

from itertools import chain

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from assets.intake.preview import Preview
from assets.intake.returned import returned_text, returned_workbook
from assets.intake.template import template_rows, template_workbook
from assets.models import AssetImport
from assets.rules.files import Unreadable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.csvs import csv_response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@requires(Permission.ASSETS_VIEW)
def template_csv(request: MemberRequest) -> HttpResponseBase:
    """The empty spreadsheet as CSV."""
    return csv_response("assets-template", template_rows())


@require_safe
@requires(Permission.ASSETS_VIEW)
def template_xlsx(request: MemberRequest) -> HttpResponse:
    """The empty spreadsheet as a workbook."""
    headers = {"Content-Disposition": 'attachment; filename="assets-template.xlsx"'}
    return HttpResponse(template_workbook(), content_type=XLSX, headers=headers)


@require_safe
@requires(Permission.ASSETS_VIEW)
def import_original(request: MemberRequest, pk: int) -> HttpResponseBase:
    """The file as it was uploaded, as bytes that no browser opens by itself."""
    upload = get_object_or_404(AssetImport.objects.visible_to(request.member), pk=pk)
    try:
        with upload.content.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404("The stored file is gone.") from error
    headers = {"Content-Disposition": _attachment(upload.name)}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@require_safe
@requires(Permission.ASSETS_VIEW)
def import_faults(request: MemberRequest, pk: int) -> HttpResponseBase:
    """The file with a column of faults, or with `?only=faults` its faulty rows alone."""
    upload = get_object_or_404(AssetImport.objects.visible_to(request.member), pk=pk)
    if Preview(upload).are_forgotten:
        raise Http404("What was wrong with its rows is not kept any more.")
    only = request.GET.get("only") == "faults"
    name = f"{upload.name.rpartition('.')[0] or upload.name}-faults.{upload.kind}"
    try:
        if upload.kind == "xlsx":
            book = returned_workbook(upload, only_faults=only)
            return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)
        lines = returned_text(upload, only_faults=only)
        first = next(lines)
    except (FileNotFoundError, Unreadable) as error:
        raise Http404("The file cannot be read any more.") from error
    headers = {"Content-Disposition": _attachment(name)}
    return StreamingHttpResponse(
        chain([first], lines), content_type="text/csv; charset=utf-8", headers=headers
    )


def _attachment(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"

"""The company's papers: kept, replaced, read by those who may."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from competitions.exports.attachments import attachment
from competitions.exports.package import content_of
from competitions.forms.documents import DocumentForm
from competitions.models import CompanyDocument
from competitions.selectors.documents import documents_for
from competitions.services.documents import (
    note_download,
    remove_document,
    replace_document,
    upload_document,
)
from competitions.services.errors import ApplicationError, NotTaken
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission


@require_safe
@requires(Permission.APPLICATIONS_EDIT)
def document_list(request: MemberRequest) -> HttpResponse:
    """All current documents, with the versions before them."""
    found = documents_for(request.member, timezone.now())
    return TemplateResponse(request, "competitions/document_list.html", {"documents": found})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPLICATIONS_EDIT)
def document_create(request: MemberRequest) -> HttpResponse:
    """Upload a document."""
    form = DocumentForm(request.member, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            document = upload_document(
                content=file, name=file.name, about=form.about(), by=request.member, now=timezone.now()
            )
            messages.success(request, f"{document} uploaded.")
            return redirect("competitions:document-list")
        except NotTaken as error:
            form.add_error("file", str(error))
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "competitions/document_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPLICATIONS_EDIT)
def document_replace(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a newer version in a document's place."""
    old = get_object_or_404(CompanyDocument.objects.visible_to(request.member), pk=pk)
    form = DocumentForm(request.member, request.POST or None, request.FILES or None, replaces=old)
    if request.method == "POST" and form.is_valid():
        file, about = form.cleaned_data["file"], form.about()
        try:
            replace_document(
                document_id=pk,
                content=file,
                name=file.name,
                about=about,
                by=request.member,
                now=timezone.now(),
            )
            messages.success(request, f"{old}: the newer version is in place.")
            return redirect("competitions:document-list")
        except ApplicationError as error:
            form.add_error("file", str(error))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "old": old}
    return TemplateResponse(request, "competitions/document_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPLICATIONS_EDIT)
def document_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take away a document that was never sent."""
    document = get_object_or_404(CompanyDocument.objects.visible_to(request.member), pk=pk)
    if request.method != "POST":
        context = {
            "question": f"Remove {document}?",
            "consequence": f"The file {document.name} is deleted. A document that was sent to an operator stays.",
            "yes": "Remove",
            "back": reverse("competitions:document-list"),
        }
        return TemplateResponse(request, "components/confirm_page.html", context)
    try:
        remove_document(document_id=pk, by=request.member, now=timezone.now())
        messages.success(request, f"{document} removed.")
    except ApplicationError as error:
        messages.error(request, str(error))
    return redirect("competitions:document-list")


@require_safe
@requires(Permission.APPLICATIONS_EDIT)
def document_download(request: MemberRequest, pk: int) -> HttpResponseBase:
    """The file, always as an attachment. Who read it is written down."""
    document = get_object_or_404(CompanyDocument.objects.visible_to(request.member), pk=pk)
    if not document.content.storage.exists(str(document.content.name)):
        raise Http404
    note_download(document=document, by=request.member, now=timezone.now())
    return attachment(content_of(document), document.name, document.media_type)

"""Sending an application, taking it along as a package, and recording what happened on Piclo's own site."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from competitions.exports.attachments import attachment
from competitions.exports.package import packed
from competitions.forms.applications import DecisionForm, SentForm
from competitions.models import Application
from competitions.services.errors import ApplicationError
from competitions.services.packages import note_package
from competitions.services.sending import ask_to_send, record_as_sent, record_decision
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.formats import local


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPLICATIONS_EDIT)
def application_send(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then send."""
    application = get_object_or_404(Application.objects.visible_to(request.member), pk=pk)
    if request.method != "POST":
        context = {
            "question": f"Send the application to {application.operator_name}?",
            "consequence": "It goes to the operator as it stands, with the documents that are valid today. "
            "It can be changed again only after a decision.",
            "yes": "Send",
            "back": application.get_absolute_url(),
        }
        return TemplateResponse(request, "competitions/application_confirm.html", context)
    try:
        ask_to_send(application_id=pk, by=request.member, now=timezone.now())
        messages.success(request, f"The application to {application.operator_name} is being sent.")
    except ApplicationError as error:
        messages.error(request, str(error))
    return redirect(application)


@require_safe
@requires(Permission.APPLICATIONS_EDIT)
def application_package(request: MemberRequest, pk: int) -> HttpResponseBase:
    """The answers as a page and as a table, and the documents, in one ZIP."""
    application = get_object_or_404(Application.objects.visible_to(request.member), pk=pk)
    now = timezone.now()
    note_package(application=application, by=request.member, now=now)
    return attachment(packed(application, now), f"application-{application.dps_record_reference}.zip")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPLICATIONS_EDIT)
def application_record_sent(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down that it was handed in on Piclo's own site."""
    application = get_object_or_404(Application.objects.visible_to(request.member), pk=pk)
    now = timezone.now()
    form = SentForm(request.POST or None, initial={"on": local(now).date()})
    if request.method == "POST" and form.is_valid():
        try:
            record_as_sent(application_id=pk, at=form.instant(now), by=request.member, now=now)
            messages.success(request, "Recorded as sent: it is pending now.")
            return redirect(application)
        except ApplicationError as error:
            form.add_error(None, str(error))
    return _recording(request, application, form, "Record as sent")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPLICATIONS_EDIT)
def application_record_decision(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down what the operator decided."""
    application = get_object_or_404(Application.objects.visible_to(request.member), pk=pk)
    now = timezone.now()
    form = DecisionForm(request.POST or None, initial={"on": local(now).date(), "outcome": "approved"})
    if request.method == "POST" and form.is_valid():
        try:
            record_decision(
                application_id=pk,
                approved=form.cleaned_data["outcome"] == "approved",
                reason=form.cleaned_data["reason"],
                at=form.instant(now),
                by=request.member,
                now=now,
            )
            messages.success(request, "The operator’s decision is recorded.")
            return redirect(application)
        except ApplicationError as error:
            form.add_error(None, str(error))
    return _recording(request, application, form, "Record the decision")


def _recording(
    request: MemberRequest, application: Application, form: SentForm | DecisionForm, title: str
) -> HttpResponse:
    context = {"application": application, "form": form, "title": title}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "competitions/application_record.html", context, status=status)

"""Company approval: every market, and one application from the first answer to the decision."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competitions.forms.applications import MarketForm, SectionForm
from competitions.models import Application, CompanyDocument
from competitions.rules.applications import BY_CODE, SECTIONS
from competitions.selectors.applications import (
    document_state,
    documents_missing,
    markets_for,
    sections_of,
    shown,
)
from competitions.selectors.waiting import Waiting, waiting_in
from competitions.services.applications import discard_application, save_section, start_application
from competitions.services.errors import ApplicationError, InvalidAnswers, StaleApplication
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.core.formats import local
from portal.core.htmx import page_or_fragment


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def application_list(request: MemberRequest) -> HttpResponse:
    """Every market, ours to enter or not, what an approval would unlock first."""
    markets = markets_for(request.member, timezone.now())
    context = {
        "markets": markets,
        "waiting_mw": sum(market.waiting.mw for market in markets if not market.is_approved),
        "waiting_count": sum(market.waiting.count for market in markets if not market.is_approved),
        "can_edit": request.member.can(Permission.APPLICATIONS_EDIT),
    }
    return TemplateResponse(request, "competitions/application_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPLICATIONS_EDIT)
def application_create(request: MemberRequest) -> HttpResponse:
    """Start an application: from its line in the list, or for a market typed by hand."""
    form = MarketForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        application = start_application(by=request.member, now=timezone.now(), **form.cleaned_data)
        return redirect(application)
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "competitions/application_form.html", {"form": form}, status=status)


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def application_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One application: how it stands, what is missing, what waits for it, and every sending."""
    application = get_object_or_404(Application.objects.visible_to(request.member), pk=pk)
    now, can_edit = timezone.now(), request.member.can(Permission.APPLICATIONS_EDIT)
    today = local(now).date()
    sendings = list(application.sendings.select_related("asked_by").prefetch_related("documents"))
    documents = list(CompanyDocument.objects.that_go_with(application).order_by("kind", "entity", "pk"))
    sections = sections_of(application, today)
    lacking = documents_missing(application, documents, today)
    last = sendings[0] if sendings else None
    waiting = waiting_in(request.member, now, application.dps_record_reference)
    context = {
        "application": application,
        "shown": shown(application, last),
        "last": last,
        "sendings": sendings,
        "documents": [(document, document_state(document, today)) for document in documents],
        "sections": sections,
        "lacking": lacking,
        "is_whole": not lacking and all(section.is_whole for section in sections),
        "waiting": waiting.get(application.dps_record_reference, Waiting()),
        "on_its_way": last is not None and last.is_on_its_way,
        "can_edit": can_edit,
        "events": Event.objects.about(application).select_related("actor")[:30],
    }
    response = page_or_fragment(request, "competitions/application_detail.html", "standing", context)
    if request.htmx and not context["on_its_way"]:
        # It has arrived or failed: what can be done now has changed all over the page.
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPLICATIONS_EDIT)
def application_section(request: MemberRequest, pk: int, section: str) -> HttpResponse:
    """One section's questions: saved as far as they are answered, then the next section."""
    application = get_object_or_404(Application.objects.visible_to(request.member), pk=pk)
    if section not in BY_CODE:
        raise Http404
    form = SectionForm(BY_CODE[section], application, request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form, application):
        messages.success(request, f"{BY_CODE[section].title} saved.")
        following = _next_code(section)
        if "next" in request.POST and following:
            return redirect("competitions:application-section", pk, following)
        return redirect(application)
    context = {
        "application": application,
        "form": form,
        "section": BY_CODE[section],
        "number": list(BY_CODE).index(section) + 1,
        "following": _next_code(section),
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "competitions/application_section.html", context, status=status)


def _saved(request: MemberRequest, form: SectionForm, application: Application) -> bool:
    """Whether the answers were kept; the reason stands on the form otherwise."""
    try:
        save_section(
            application_id=application.pk,
            section_code=form.section.code,
            answers=form.answers(),
            version=form.cleaned_data["version"],
            by=request.member,
            now=timezone.now(),
        )
    except InvalidAnswers as invalid:
        form.add_faults(invalid.faults)
    except StaleApplication:
        application.refresh_from_db()
        form.renew(application)
    except ApplicationError as error:
        form.add_error(None, str(error))
    else:
        return True
    return False


def _next_code(code: str) -> str:
    codes = [section.code for section in SECTIONS]
    following = codes[codes.index(code) + 1 :]
    return following[0] if following else ""


@require_POST
@requires(Permission.APPLICATIONS_EDIT)
def application_discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Take away a draft that never left."""
    application = get_object_or_404(Application.objects.visible_to(request.member), pk=pk)
    try:
        discard_application(application_id=pk, by=request.member, now=timezone.now())
    except ApplicationError as error:
        messages.error(request, str(error))
        return redirect(application)
    messages.success(request, f"The draft for {application} is discarded.")
    return redirect("competitions:application-list")

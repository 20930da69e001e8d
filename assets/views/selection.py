"""What is done with many assets at once: shown with their number, agreed to, done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from assets.filters import AssetFilter
from assets.forms.selection import DeedForm, SelectionForm
from assets.models import Asset
from assets.models.asset import AssetQuerySet
from assets.selectors.groups import together
from assets.services.errors import PortfolioBusyError
from assets.services.groups import GroupNameError
from assets.services.many import SelectionMovedError
from assets.views.deeds import DEEDS, Deed, kept_words
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.formats import plural

FILTER_GONE = "What the list was narrowed by is not there any more. Nothing was done: narrow it anew."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def asset_selection(request: MemberRequest) -> HttpResponse:
    """Ask about the assets chosen in the list, and do it when whoever asked says yes to their number."""
    selection = SelectionForm(request.POST if request.method == "POST" else request.GET)
    selection.full_clean()
    back = _back(request, selection.data.get("next", ""))
    deed = DEEDS.get(selection.data.get("deed", ""))
    if deed is None or not selection.is_valid():
        messages.error(request, selection.first_words if selection.errors else "Choose what to do with them.")
        return redirect(back)
    chosen = _chosen(request, selection.cleaned_data)
    if chosen is None:
        messages.error(request, FILTER_GONE)
        return redirect(reverse("assets:asset-list"))
    form = deed.form(request.POST or None, member=request.member, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid() and _done(request, deed, form, chosen):
        return redirect(back)
    found = together(chosen)
    if not found.assets:
        messages.error(request, "No asset matches any more.")
        return redirect(back)
    return _asked(request, deed, form, {"selection": selection, "found": found, "back": back})


def _asked(request: MemberRequest, deed: Deed, form: DeedForm, parts: dict[str, Any]) -> HttpResponse:
    """The question, with what is asked and who is meant."""
    question = deed.question.format(plural(parts["found"].assets, "asset"))
    context = {"deed": deed, "question": question, "form": form, **parts}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "assets/selection.html", context, status=status)


def _done(request: MemberRequest, deed: Deed, form: DeedForm, chosen: AssetQuerySet) -> bool:
    """Whether it was done; the reason stands on the form otherwise."""
    try:
        done = deed.service(assets=chosen, by=request.member, now=timezone.now(), **form.cleaned_data)
    except SelectionMovedError as moved:
        form.add_error(None, f"{moved} Nothing was done. Look at them again, and say yes if it is right.")
        return False
    except GroupNameError as error:
        form.add_error("name", str(error))
        return False
    except PortfolioBusyError as busy:
        form.add_error(None, str(busy))
        return False
    messages.success(request, deed.said(done))
    if done.kept:
        messages.warning(request, kept_words(done))
    return True


def _chosen(request: MemberRequest, asked: dict[str, Any]) -> AssetQuerySet | None:
    """The ticked assets, or all that the list's query finds; None where a part of it means nothing any more.

    Without that part it would find more than was on view.
    """
    mine = Asset.objects.visible_to(request.member)
    if not asked["all"]:
        return mine.filter(pk__in=asked["asset"])
    found = AssetFilter(QueryDict(asked["query"]), mine, request=request)
    return found.qs if found.is_valid() else None


def _back(request: MemberRequest, wanted: str) -> str:
    """The page that was left, if it is one of ours."""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted else reverse("assets:asset-list")

"""Groups of assets: the list, one with its members, made, renamed, deleted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assets.forms.selection import GroupNameForm
from assets.models import AssetGroup
from assets.selectors import assets_listed
from assets.selectors.groups import groups_with_sizes, happened_to, together
from assets.services.groups import GroupNameError, create_group, delete_group, rename_group
from assets.tables import AssetTable, GroupTable
from assets.views.deeds import DEEDS
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.formats import plural
from portal.core.htmx import page_or_fragment


@require_safe
@requires(Permission.ASSETS_VIEW)
def group_list(request: MemberRequest) -> HttpResponse:
    """Every group and what its assets come to."""
    context = {
        "table": GroupTable(groups_with_sizes(request.member), request.GET),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
    }
    return page_or_fragment(request, "assets/group_list.html", "results", context)


@require_safe
@requires(Permission.ASSETS_VIEW)
def group_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One group: what it comes to, its assets, what happened to it."""
    group = _group(request, pk)
    members = assets_listed(request.member).filter(groups=group)
    context = {
        "group": group,
        "found": together(members),
        "table": AssetTable(members, request.GET),
        "happenings": happened_to(group),
        "deeds": DEEDS,
        "query": f"group={group.pk}",
        "sees_competitions": request.member.can(Permission.COMPETITIONS_VIEW),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
    }
    return page_or_fragment(request, "assets/group_detail.html", "results", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def group_create(request: MemberRequest) -> HttpResponse:
    """Make a group that holds nothing yet."""
    form = GroupNameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            group = create_group(by=request.member, name=form.cleaned_data["name"], now=timezone.now())
        except GroupNameError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{group} is there. Tick assets in their list to add them.")
            return redirect(group)
    context = {"form": form, "title": "Add a group"}
    return TemplateResponse(request, "assets/group_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def group_rename(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a group another name."""
    group = _group(request, pk)
    form = GroupNameForm(request.POST or None, initial={"name": group.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            renamed = rename_group(group_id=pk, by=request.member, name=name, now=timezone.now())
        except GroupNameError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"It is called {renamed} now.")
            return redirect(group)
    context = {"form": form, "group": group, "title": f"Rename {group}"}
    return TemplateResponse(request, "assets/group_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def group_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then drop the group; its assets stay."""
    group = _group(request, pk)
    if request.method == "POST":
        delete_group(group_id=pk, by=request.member, now=timezone.now())
        messages.success(request, f"The group {group} is deleted. Its assets stay as they are.")
        return redirect("assets:group-list")
    context = {
        "question": f"Delete the group {group}?",
        "consequence": f"{plural(group.assets.count(), 'asset')} leave it and stay as they are.",
        "yes": "Delete the group",
        "back": group.get_absolute_url(),
    }
    return TemplateResponse(request, "components/confirm_page.html", context)


def _group(request: MemberRequest, pk: int) -> AssetGroup:
    return get_object_or_404(AssetGroup.objects.visible_to(request.member), pk=pk)

"""Who works here, and what they may do."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import services
from portal.accounts.access import MemberRequest, requires
from portal.accounts.forms import ROLE_WORDS, MemberForm, RolesForm
from portal.accounts.middleware import SESSION_KEY
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.accounts.selectors import team_of


@require_http_methods(["GET", "HEAD"])
@requires(Permission.TEAM_VIEW)
def team(request: MemberRequest) -> HttpResponseBase:
    context = {
        "team": team_of(request.member),
        "roles": [{"name": role.capitalize(), "words": words} for role, words in ROLE_WORDS.items()],
        "can_manage": request.member.can(Permission.TEAM_MANAGE),
    }
    return TemplateResponse(request, "accounts/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TEAM_MANAGE)
def member_create(request: MemberRequest) -> HttpResponseBase:
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = services.add_member(**form.cleaned_data, by=request.member, now=timezone.now())
        except services.AccountsError as error:
            form.add_error("email", str(error))
        else:
            messages.success(
                request, f"{member.user} is in the team. They set a password from the sign-in page."
            )
            return redirect("accounts:team")
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(
        request, "accounts/member_form.html", {"form": form, "title": "Add a person"}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TEAM_MANAGE)
def member_roles(request: MemberRequest, pk: int) -> HttpResponseBase:
    member = get_object_or_404(Membership.objects.visible_to(request.member).select_related("user"), pk=pk)
    form = RolesForm(request.POST or None, initial={"roles": member.roles})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_roles(
                member=member, roles=form.cleaned_data["roles"], by=request.member, now=timezone.now()
            )
        except services.AccountsError as error:
            form.add_error("roles", str(error))
        else:
            messages.success(request, f"Roles of {member.user} changed.")
            return redirect("accounts:team")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "title": f"Roles of {member.user}"}
    return TemplateResponse(request, "accounts/member_form.html", context, status=status)


@require_POST
@requires()
def switch_organisation(request: MemberRequest, slug: str) -> HttpResponseBase:
    mine = Membership.objects.filter(user_id=request.member.user_id)
    chosen = get_object_or_404(mine, organisation__slug=slug)
    request.session[SESSION_KEY] = chosen.organisation_id
    return HttpResponseRedirect(reverse("home:desk"))

"""Keys of tools that use the REST API."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import services
from portal.accounts.access import MemberRequest, requires
from portal.accounts.forms import TokenForm
from portal.accounts.models import ApiToken
from portal.accounts.permissions import Permission
from portal.accounts.selectors import tokens_for_page


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TEAM_MANAGE)
def token_list(request: MemberRequest) -> HttpResponseBase:
    """The keys, and a form for a new one; the new key is on the page that answers the form, and nowhere else."""
    now = timezone.now()
    form = TokenForm(request.POST or None)
    context: dict[str, object] = {"form": form, "tokens": tokens_for_page(request.member, now)}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            name, expires_at = form.cleaned_data["name"], form.cleaned_data["expires_at"]
            token, secret = services.create_token(
                name=name, expires_at=expires_at, by=request.member, now=now
            )
            context |= {"secret": secret, "token": token, "form": TokenForm()}
            status = 201
    return TemplateResponse(request, "accounts/tokens.html", context, status=status)


@require_POST
@requires(Permission.TEAM_MANAGE)
def token_revoke(request: MemberRequest, pk: int) -> HttpResponseBase:
    token = get_object_or_404(ApiToken.objects.visible_to(request.member), pk=pk)
    services.revoke_token(token=token, by=request.member, now=timezone.now())
    messages.success(request, f"“{token.name}” no longer works.")
    return redirect("accounts:token-list")

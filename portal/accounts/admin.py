"""People and organisations for operators of the portal."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin

from portal.accounts.models import ApiToken, Membership, Organisation, User
from portal.accounts.permissions import Role
from portal.core.admin import ReadOnly


class MembershipForm(forms.ModelForm[Membership]):
    roles = forms.MultipleChoiceField(choices=[(role.value, role.value) for role in Role], required=False)


class MembershipInline(admin.TabularInline[Membership, Organisation]):
    model = Membership
    form = MembershipForm
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    list_display = ("name", "environment", "needs_second_approver", "created_at")
    list_filter = ("environment",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipInline,)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly, admin.ModelAdmin[ApiToken]):
    """Keys are made and revoked by people in the portal; an operator sees them and can delete none of the traces."""

    list_display = ("name", "member", "created_at", "expires_at", "revoked_at", "last_used_at")
    search_fields = ("name", "member__user__email")
    list_select_related = ("member__user", "member__organisation")
    exclude = ("digest",)

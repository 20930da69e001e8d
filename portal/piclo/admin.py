"""Connections, feeds, runs and calls for operators of the portal. Secrets can be entered and not read back."""

from django import forms
from django.contrib import admin

from portal.core.admin import ReadOnly
from portal.piclo.models import Call, Connection, FeedState, RefusedRecord, SyncRun


class ConnectionAdminForm(forms.ModelForm[Connection]):
    """A secret left empty stays as it is."""

    api_key = forms.CharField(required=False, widget=forms.PasswordInput(render_value=False))
    webhook_secret = forms.CharField(required=False, widget=forms.PasswordInput(render_value=False))

    class Meta:
        model = Connection
        fields = ("organisation", "base_url", "provider_id", "client_id", "api_key", "webhook_secret")

    def clean_api_key(self) -> str:
        """The key entered, or the one that stands."""
        key = self.cleaned_data["api_key"] or self.instance.api_key
        if not key:
            raise forms.ValidationError("A connection needs a key.")
        return str(key)

    def clean_webhook_secret(self) -> str:
        """The secret entered, or the one that stands."""
        return str(self.cleaned_data["webhook_secret"] or self.instance.webhook_secret)


class FeedInline(admin.TabularInline[FeedState, Connection]):
    model = FeedState
    extra = 0


@admin.register(Connection)
class ConnectionAdmin(admin.ModelAdmin[Connection]):
    form = ConnectionAdminForm
    list_display = ("organisation", "base_url", "provider_id", "state", "heard_at")
    list_filter = ("state",)
    list_select_related = ("organisation",)
    search_fields = ("provider_id", "client_id", "organisation__name")
    autocomplete_fields = ("organisation",)
    readonly_fields = (
        "state",
        "last_word",
        "heard_at",
        "webhook_key",
        "version",
        "created_at",
        "modified_at",
    )
    inlines = (FeedInline,)


@admin.register(FeedState)
class FeedStateAdmin(admin.ModelAdmin[FeedState]):
    list_display = ("connection", "feed", "interval_s", "due_at", "failures")
    list_filter = ("feed",)
    list_select_related = ("connection",)


class RefusedInline(admin.TabularInline[RefusedRecord, SyncRun]):
    model = RefusedRecord
    extra = 0
    can_delete = False
    fields = readonly_fields = ("ref", "reason", "raw")


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnly, admin.ModelAdmin[SyncRun]):
    list_display = (
        "started_at",
        "connection",
        "feed",
        "trigger",
        "state",
        "seen",
        "created",
        "changed",
        "refused",
    )
    list_filter = ("state", "feed", "trigger")
    list_select_related = ("connection",)
    date_hierarchy = "started_at"
    inlines = (RefusedInline,)


@admin.register(RefusedRecord)
class RefusedRecordAdmin(ReadOnly, admin.ModelAdmin[RefusedRecord]):
    list_display = ("run", "ref", "reason")
    list_select_related = ("run",)
    search_fields = ("ref", "reason")


@admin.register(Call)
class CallAdmin(ReadOnly, admin.ModelAdmin[Call]):
    list_display = ("at", "connection", "endpoint", "status", "outcome", "duration_ms", "attempt")
    list_filter = ("outcome", "endpoint")
    list_select_related = ("connection",)
    date_hierarchy = "at"

"""Events for operators: to read, never to change."""

from django.contrib import admin
from django.http import HttpRequest

from portal.audit.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin[Event]):
    list_display = ("at", "kind", "subject_label", "actor", "rule", "organisation")
    list_filter = ("organisation", "kind")
    search_fields = ("subject_label", "actor__email", "kind")
    date_hierarchy = "at"
    list_select_related = ("actor", "organisation")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

"""Events for operators: to read, never to change."""

from django.contrib import admin

from portal.audit.models import Event
from portal.core.admin import ReadOnly


@admin.register(Event)
class EventAdmin(ReadOnly, admin.ModelAdmin[Event]):
    list_display = ("at", "kind", "subject_label", "actor", "rule", "organisation")
    list_filter = ("organisation", "kind")
    search_fields = ("subject_label", "actor__email", "kind")
    date_hierarchy = "at"
    list_select_related = ("actor", "organisation")
    show_full_result_count = False

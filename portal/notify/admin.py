"""The outbox for operators of the portal."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from portal.core.admin import ReadOnly
from portal.notify.models import Email
from portal.notify.services import try_again


@admin.register(Email)
class EmailAdmin(ReadOnly, admin.ModelAdmin[Email]):
    list_display = ("subject", "recipient", "organisation", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "organisation")
    list_select_related = ("organisation",)
    search_fields = ("recipient", "subject")
    actions = ("send_again",)

    @admin.action(description="Try again to send those that failed")
    def send_again(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        count = try_again(queryset, now=timezone.now())
        self.message_user(request, f"{count} to be sent again.", messages.SUCCESS)

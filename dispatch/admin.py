"""Instructions and webhook calls for operators of the portal. They mirror Piclo: nothing is edited here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from dispatch.models import Instruction, WebhookDelivery, WebhookRefusal


class MirrorMixin:
    """Rows that come from outside: to be looked at."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Instruction)
class InstructionAdmin(MirrorMixin, admin.ModelAdmin[Instruction]):
    list_display = (
        "piclo_id",
        "organisation",
        "start_at",
        "end_at",
        "capacity_mw",
        "direction",
        "status",
        "respond_by_at",
        "answer",
        "answer_state",
    )
    list_filter = ("organisation", "status", "answer_state", "direction")
    search_fields = ("piclo_id", "obligation_piclo_id", "competition_piclo_id")
    date_hierarchy = "start_at"
    list_select_related = ("organisation",)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(MirrorMixin, admin.ModelAdmin[WebhookDelivery]):
    list_display = ("received_at", "organisation", "state", "event", "verdict", "instruction", "problem")
    list_filter = ("organisation", "state", "verdict")
    search_fields = ("delivery_id", "instruction__piclo_id", "problem")
    date_hierarchy = "received_at"
    list_select_related = ("organisation", "instruction")
    exclude = ("body",)
    readonly_fields = ("text",)


@admin.register(WebhookRefusal)
class WebhookRefusalAdmin(MirrorMixin, admin.ModelAdmin[WebhookRefusal]):
    list_display = ("on", "organisation", "reason", "count", "first_at", "last_at")
    list_filter = ("organisation", "reason")
    date_hierarchy = "on"
    list_select_related = ("organisation",)

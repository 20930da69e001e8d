"""Instructions and webhook calls for operators of the portal. They mirror Piclo: nothing is edited here."""

from django.contrib import admin

from dispatch.models import Instruction, WebhookDelivery, WebhookRefusal
from portal.core.admin import ReadOnly


@admin.register(Instruction)
class InstructionAdmin(ReadOnly, admin.ModelAdmin[Instruction]):
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
class WebhookDeliveryAdmin(ReadOnly, admin.ModelAdmin[WebhookDelivery]):
    list_display = ("received_at", "organisation", "state", "event", "verdict", "instruction", "problem")
    list_filter = ("organisation", "state", "verdict")
    search_fields = ("delivery_id", "instruction__piclo_id", "problem")
    date_hierarchy = "received_at"
    list_select_related = ("organisation", "instruction")
    exclude = ("body",)
    readonly_fields = ("text",)


@admin.register(WebhookRefusal)
class WebhookRefusalAdmin(ReadOnly, admin.ModelAdmin[WebhookRefusal]):
    list_display = ("on", "organisation", "reason", "count", "first_at", "last_at")
    list_filter = ("organisation", "reason")
    date_hierarchy = "on"
    list_select_related = ("organisation",)

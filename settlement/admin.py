"""Settlement for operators of the portal: everything to look at, nothing to edit. Figures come from files and rules."""

from django.contrib import admin

from portal.core.admin import ReadOnly
from settlement.models import (
    Delivery,
    Invoice,
    InvoiceLine,
    Meter,
    MeterFile,
    MeterFileFault,
    MeterReading,
    Report,
    ReportInterval,
)


class FaultInline(ReadOnly, admin.TabularInline[MeterFileFault, MeterFile]):
    model = MeterFileFault
    max_num = 100


class IntervalInline(ReadOnly, admin.TabularInline[ReportInterval, Report]):
    model = ReportInterval


class LineInline(ReadOnly, admin.TabularInline[InvoiceLine, Invoice]):
    model = InvoiceLine


@admin.register(Meter)
class MeterAdmin(ReadOnly, admin.ModelAdmin[Meter]):
    list_display = ("ident", "organisation")
    list_filter = ("organisation",)
    list_select_related = ("organisation",)
    search_fields = ("ident",)


@admin.register(MeterReading)
class MeterReadingAdmin(ReadOnly, admin.ModelAdmin[MeterReading]):
    list_display = ("meter", "start_at", "kwh", "file")
    list_select_related = ("meter", "file")
    search_fields = ("=meter__ident",)
    ordering = ("-pk",)
    # Counting hundreds of millions of rows would take longer than reading a page of them.
    show_full_result_count = False


@admin.register(MeterFile)
class MeterFileAdmin(ReadOnly, admin.ModelAdmin[MeterFile]):
    list_display = (
        "name",
        "organisation",
        "state",
        "rows_read",
        "rows_new",
        "rows_changed",
        "fault_count",
        "uploaded_at",
    )
    list_filter = ("organisation", "state", "zone", "stamp", "sign", "unit")
    list_select_related = ("organisation",)
    search_fields = ("name", "digest")
    date_hierarchy = "uploaded_at"
    inlines = (FaultInline,)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin[Delivery]):
    list_display = ("instruction", "organisation", "state", "coverage", "latest", "checked_at")
    list_filter = ("organisation", "state")
    list_select_related = ("organisation", "instruction", "latest__delivery__instruction")
    search_fields = ("instruction__piclo_id",)


@admin.register(Report)
class ReportAdmin(ReadOnly, admin.ModelAdmin[Report]):
    list_display = (
        "delivery",
        "version",
        "organisation",
        "method_code",
        "performance",
        "amount_gbp",
        "complete",
        "made_at",
    )
    list_filter = ("organisation", "complete", "method_code", "rule_set_code")
    list_select_related = ("organisation", "delivery__instruction")
    search_fields = ("delivery__instruction__piclo_id",)
    date_hierarchy = "start_at"
    inlines = (IntervalInline,)


@admin.register(Invoice)
class InvoiceAdmin(ReadOnly, admin.ModelAdmin[Invoice]):
    list_display = ("operator_name", "month", "version", "organisation", "total_gbp", "made_by", "made_at")
    list_filter = ("organisation", "operator_name")
    list_select_related = ("organisation", "made_by")
    search_fields = ("operator_name",)
    date_hierarchy = "month"
    inlines = (LineInline,)

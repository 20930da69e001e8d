"""Competitions, opportunities and company approval for operators of the portal: looked at and not edited."""

from django.contrib import admin

from competitions.models import (
    Application,
    ApplicationSending,
    CompanyDocument,
    Competition,
    Opportunity,
    PicloStanding,
    ServicePeriod,
    ServiceWindow,
)
from portal.core.admin import ReadOnly


class PeriodInline(admin.TabularInline[ServicePeriod, Competition]):
    model = ServicePeriod
    extra = 0
    can_delete = False
    show_change_link = True


class WindowInline(admin.TabularInline[ServiceWindow, ServicePeriod]):
    model = ServiceWindow
    extra = 0
    can_delete = False
    show_change_link = True


@admin.register(Competition)
class CompetitionAdmin(ReadOnly, admin.ModelAdmin[Competition]):
    list_display = ("name", "reference", "organisation", "operator_name", "open_at", "closed_at", "gone_at")
    list_filter = ("organisation", "operator_name", "product_type")
    list_select_related = ("organisation",)
    search_fields = ("name", "reference", "piclo_id")
    date_hierarchy = "closed_at"
    inlines = (PeriodInline,)


@admin.register(ServicePeriod)
class ServicePeriodAdmin(ReadOnly, admin.ModelAdmin[ServicePeriod]):
    list_display = ("name", "competition", "start_on", "end_on", "gone_at")
    list_select_related = ("competition",)
    search_fields = ("name", "piclo_id", "competition__reference")
    inlines = (WindowInline,)


@admin.register(ServiceWindow)
class ServiceWindowAdmin(ReadOnly, admin.ModelAdmin[ServiceWindow]):
    list_display = ("name", "period", "start_time", "end_time", "capacity_required_mw", "gone_at")
    list_select_related = ("period",)
    search_fields = ("name", "piclo_id", "period__competition__reference")


@admin.register(Opportunity)
class OpportunityAdmin(ReadOnly, admin.ModelAdmin[Opportunity]):
    list_display = ("competition", "organisation", "total_capacity_mw", "modified_at", "gone_at")
    list_filter = ("organisation",)
    list_select_related = ("competition", "organisation")
    search_fields = ("competition__name", "competition__reference")


@admin.register(PicloStanding)
class PicloStandingAdmin(ReadOnly, admin.ModelAdmin[PicloStanding]):
    list_display = ("asset", "competition", "status", "organisation", "piclo_modified_at", "gone_at")
    list_filter = ("organisation", "status")
    list_select_related = ("asset", "competition", "organisation")
    search_fields = ("piclo_asset_id", "piclo_competition_id", "asset__ref", "competition__reference")
    # Hundreds of thousands of rows: how many there are in all is not worth counting.
    show_full_result_count = False


class SendingInline(ReadOnly, admin.TabularInline[ApplicationSending, Application]):
    """Every sending as it went, without what was answered in it."""

    model = ApplicationSending
    extra = 0
    ordering = ("-number",)
    fields = ("number", "state", "channel", "asked_by", "asked_at", "submitted_at", "outcome", "words")


@admin.register(Application)
class ApplicationAdmin(ReadOnly, admin.ModelAdmin[Application]):
    """How far each application is. What it answers is the company's own business, and not shown here."""

    list_display = (
        "operator_name", "dps_record_reference", "organisation", "status", "submitted_at", "decided_at"
    )  # fmt: skip
    list_filter = ("organisation", "status", "operator_name")
    list_select_related = ("organisation",)
    search_fields = ("operator_name", "dps_record_reference", "piclo_id")
    exclude = ("answers", "raw")
    inlines = (SendingInline,)


@admin.register(CompanyDocument)
class CompanyDocumentAdmin(ReadOnly, admin.ModelAdmin[CompanyDocument]):
    """Which papers there are and until when they are valid. The files are read in the portal, by those who may."""

    list_display = (
        "kind", "entity", "organisation", "name", "expires_on", "uploaded_by", "uploaded_at", "replaced_at"
    )  # fmt: skip
    list_filter = ("organisation", "kind")
    list_select_related = ("organisation", "uploaded_by")
    search_fields = ("entity", "name", "sha256")
    date_hierarchy = "expires_on"
    exclude = ("content",)

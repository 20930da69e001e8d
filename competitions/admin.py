"""Competitions and opportunities for operators of the portal: mirrors of Piclo's, looked at and not edited."""

from django.contrib import admin

from competitions.models import Competition, Opportunity, PicloStanding, ServicePeriod, ServiceWindow
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

"""Competitions and opportunities for operators of the portal: mirrors of Piclo's, looked at and not edited."""

from django.contrib import admin

from competitions.models import Competition, Opportunity, ServicePeriod, ServiceWindow
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

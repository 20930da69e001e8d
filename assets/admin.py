"""Assets and groups for operators of the portal. Assets are looked at: a change has its rules, and goes to Piclo."""

from django.contrib import admin

from assets.models import Asset, AssetGroup
from portal.core.admin import ReadOnly


@admin.register(Asset)
class AssetAdmin(ReadOnly, admin.ModelAdmin[Asset]):
    list_display = ("name", "ref", "organisation", "status", "category", "push_state", "pushed_at")
    list_filter = ("organisation", "push_state", "status", "category")
    list_select_related = ("organisation",)
    search_fields = ("name", "ref", "piclo_id", "postcode", "import_meter_id", "export_meter_id")


@admin.register(AssetGroup)
class AssetGroupAdmin(admin.ModelAdmin[AssetGroup]):
    list_display = ("name", "organisation", "modified_at")
    list_filter = ("organisation",)
    list_select_related = ("organisation",)
    search_fields = ("name", "assets__name", "assets__ref")
    raw_id_fields = ("assets",)

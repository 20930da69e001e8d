"""Addresses of assets."""

from django.urls import path

from assets.views import (
    asset,
    checking,
    desk,
    exporting,
    import_files,
    imports,
    listing,
    planned,
    pushing,
    saved,
)

app_name = "assets"
urlpatterns = [
    path("", listing.asset_list, name="asset-list"),
    path("columns/", saved.asset_columns, name="asset-columns"),
    path("filters/new/", saved.saved_filter_create, name="saved-filter-create"),
    path("filters/<int:pk>/delete/", saved.saved_filter_delete, name="saved-filter-delete"),
    path("export.csv", exporting.asset_export, {"kind": "csv"}, name="asset-export-csv"),
    path("export.xlsx", exporting.asset_export, {"kind": "xlsx"}, name="asset-export-xlsx"),
    path("new/", asset.asset_create, name="asset-create"),
    path("check/", checking.asset_check, name="asset-check"),
    path("send/", pushing.asset_push_all, name="asset-push-all"),
    path("desk/", desk.desk_panel, name="desk-panel"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_create, name="import-create"),
    path("imports/template.csv", import_files.template_csv, name="import-template-csv"),
    path("imports/template.xlsx", import_files.template_xlsx, name="import-template-xlsx"),
    path("imports/<int:pk>/", imports.import_detail, name="import-detail"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import-apply"),
    path("imports/<int:pk>/again/", imports.import_read_again, name="import-read-again"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import-discard"),
    path("imports/<int:pk>/original/", import_files.import_original, name="import-original"),
    path("imports/<int:pk>/faults/", import_files.import_faults, name="import-faults"),
    path("<int:pk>/", asset.asset_detail, name="asset-detail"),
    path("<int:pk>/edit/", asset.asset_edit, name="asset-edit"),
    path("<int:pk>/archive/", asset.asset_archive, name="asset-archive"),
    path("<int:pk>/send/", pushing.asset_push, name="asset-push"),
    path("planned/", planned.planned_asset_list, name="planned-asset-list"),
    path("planned/new/", planned.planned_asset_create, name="planned-asset-create"),
    path("planned/<int:pk>/", planned.planned_asset_detail, name="planned-asset-detail"),
    path("planned/<int:pk>/edit/", planned.planned_asset_edit, name="planned-asset-edit"),
    path("planned/<int:pk>/discard/", planned.planned_asset_discard, name="planned-asset-discard"),
    path("planned/<int:pk>/send/", planned.planned_asset_push, name="planned-asset-push"),
]

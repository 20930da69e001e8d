"""Addresses of settlement."""

from django.urls import path

from settlement.views import invoices, meter_files, reports

app_name = "settlement"
urlpatterns = [
    path("meter-data/", meter_files.meter_file_list, name="meter-file-list"),
    path("meter-data/upload/", meter_files.meter_file_create, name="meter-file-create"),
    path("meter-data/preview/", meter_files.meter_file_preview, name="meter-file-preview"),
    path("meter-data/<int:pk>/", meter_files.meter_file_detail, name="meter-file-detail"),
    path("meter-data/<int:pk>/faults.csv", meter_files.meter_file_faults, name="meter-file-faults"),
    path("performance/", reports.report_list, name="report-list"),
    path("performance/<int:pk>/", reports.report_detail, name="report-detail"),
    path("performance/<int:pk>/make/", reports.report_make, name="report-make"),
    path("performance/<int:pk>/report.csv", reports.report_csv, name="report-csv"),
    path("invoices/", invoices.invoice_list, name="invoice-list"),
    path("invoices/make/", invoices.invoice_create, name="invoice-create"),
    path("invoices/<int:pk>/", invoices.invoice_detail, name="invoice-detail"),
    path("invoices/<int:pk>/lines.csv", invoices.invoice_csv, name="invoice-csv"),
]

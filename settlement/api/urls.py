"""API addresses of settlement."""

from django.urls import path

from settlement.api import views

urlpatterns = [
    path("meter-files/", views.MeterFileList.as_view(), name="meter-file-list"),
    path("meter-files/<int:pk>/", views.MeterFileDetail.as_view(), name="meter-file-detail"),
    path("reports/", views.ReportList.as_view(), name="report-list"),
    path("reports/<int:pk>/", views.ReportDetail.as_view(), name="report-detail"),
    path("invoices/", views.InvoiceList.as_view(), name="invoice-list"),
    path("invoices/<int:pk>/", views.InvoiceDetail.as_view(), name="invoice-detail"),
]

from settlement.models.delivery import Delivery, DeliveryState
from settlement.models.invoice import Invoice, InvoiceLine
from settlement.models.meter import Meter, MeterReading
from settlement.models.meter_file import FileState, MeterFile, MeterFileFault
from settlement.models.report import Report, ReportInterval

__all__ = [
    "Delivery",
    "DeliveryState",
    "FileState",
    "Invoice",
    "InvoiceLine",
    "Meter",
    "MeterFile",
    "MeterFileFault",
    "MeterReading",
    "Report",
    "ReportInterval",
]

"""Settlement as the API shows it: decimals as strings, energies in kWh with generation positive."""

from typing import Any

from rest_framework import serializers

from settlement.models import Invoice, InvoiceLine, MeterFile, MeterFileFault, Report, ReportInterval
from settlement.rules.conventions import Convention, Sign, Stamp, Unit, Zone
from settlement.rules.methods import METHODS


class MeterFileSerializer(serializers.ModelSerializer[MeterFile]):
    """An upload, its convention and what became of it."""

    uploaded_by = serializers.CharField(source="uploaded_by.email", read_only=True)

    class Meta:
        model = MeterFile
        fields = (
            "id", "name", "size", "digest", "uploaded_at", "uploaded_by", "zone", "stamp", "sign", "unit", "state",
            "progress", "read_at", "rows_read", "rows_new", "rows_changed", "rows_unchanged", "meters", "first_at",
            "last_at", "fault_count",
        )  # fmt: skip


class FaultSerializer(serializers.ModelSerializer[MeterFileFault]):
    """A line and what is wrong with it."""

    class Meta:
        model = MeterFileFault
        fields = ("line", "words")


class MeterFileDetailSerializer(MeterFileSerializer):
    """An upload with its first hundred faults."""

    faults = serializers.SerializerMethodField()

    class Meta(MeterFileSerializer.Meta):
        fields = (*MeterFileSerializer.Meta.fields, "faults")  # type: ignore[assignment]

    def get_faults(self, file: MeterFile) -> list[dict[str, Any]]:
        return list(FaultSerializer(file.faults.all()[:100], many=True).data)


class MeterFileUploadSerializer(serializers.Serializer[MeterFile]):
    """A file and the convention by which it is to be read: Flexible Power's energy file unless said otherwise."""

    file = serializers.FileField()
    zone = serializers.ChoiceField(choices=[(one.value, one.label) for one in Zone], default=Zone.UTC.value)
    stamp = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in Stamp], default=Stamp.END.value
    )
    sign = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in Sign], default=Sign.GENERATION.value
    )
    unit = serializers.ChoiceField(choices=[(one.value, one.label) for one in Unit], default=Unit.KWH.value)

    def convention(self) -> Convention:
        """What was said of the file."""
        said = self.validated_data
        return Convention(Zone(said["zone"]), Stamp(said["stamp"]), Sign(said["sign"]), Unit(said["unit"]))


class IntervalSerializer(serializers.ModelSerializer[ReportInterval]):
    """A half-hour of a report."""

    class Meta:
        model = ReportInterval
        fields = (
            "start_at", "hours", "points", "counted", "baseline_kwh", "metered_kwh", "delivered_kwh", "instructed_kwh",
            "paid_kwh",
        )  # fmt: skip


class ReportSerializer(serializers.ModelSerializer[Report]):
    """One version of a dispatch's performance report."""

    instruction = serializers.IntegerField(source="delivery.instruction_id", read_only=True)
    instruction_piclo_id = serializers.CharField(source="delivery.instruction.piclo_id", read_only=True)

    class Meta:
        model = Report
        fields = (
            "id", "instruction", "instruction_piclo_id", "version", "made_at", "rule_set_code", "rule_set_version",
            "method_code", "start_at", "end_at", "direction", "capacity_mw", "utilisation_price", "baseline_kwh",
            "metered_kwh", "instructed_kwh", "delivered_kwh", "paid_kwh", "coverage", "performance", "amount_gbp",
            "complete",
        )  # fmt: skip


class ReportDetailSerializer(ReportSerializer):
    """A version with its half-hours and the whole working."""

    intervals = IntervalSerializer(many=True, read_only=True)

    class Meta(ReportSerializer.Meta):
        fields = (*ReportSerializer.Meta.fields, "intervals", "working")  # type: ignore[assignment]


class ReportMakeSerializer(serializers.Serializer[Report]):
    """Which dispatch to report on, and with which baseline; without one that of the version before."""

    instruction = serializers.IntegerField()
    method = serializers.ChoiceField(choices=list(METHODS), required=False)


class LineSerializer(serializers.ModelSerializer[InvoiceLine]):
    """One dispatch's line."""

    report_version = serializers.IntegerField(source="report.version", read_only=True)

    class Meta:
        model = InvoiceLine
        fields = (
            "position", "instruction", "description", "mwh", "price_gbp_per_mwh", "amount_gbp", "report",
            "report_version",
        )  # fmt: skip


class InvoiceSerializer(serializers.ModelSerializer[Invoice]):
    """One run of a month's settlement with an operator."""

    class Meta:
        model = Invoice
        fields = (
            "id", "operator_name", "month", "version", "rule_set_code", "rule_set_version", "factor", "paid_kwh",
            "total_gbp", "made_at",
        )  # fmt: skip


class InvoiceDetailSerializer(InvoiceSerializer):
    """A run with its lines."""

    lines = LineSerializer(many=True, read_only=True)

    class Meta(InvoiceSerializer.Meta):
        fields = (*InvoiceSerializer.Meta.fields, "lines")  # type: ignore[assignment]


class InvoiceMakeSerializer(serializers.Serializer[Invoice]):
    """Whose month to invoice; any day of the month will do."""

    operator = serializers.CharField(max_length=120)
    month = serializers.DateField()

"""What providers have."""

from django.db import models

from experience.market.models.base import Coded
from experience.market.models.provider import FlexProvider


class AssetStatus(models.TextChoices):
    """An asset's life as Piclo names it. An archived one is hidden from every competition."""

    OPERATIONAL = "operational", "Operational"
    IN_DEVELOPMENT = "in_development", "In Development"
    MOTHBALLED = "mothballed", "Mothballed"
    ARCHIVED = "archived", "Archived"


class Asset(Coded):
    """A real asset of a provider, in the words and units of Piclo's asset record (MW, MVAr, kV)."""

    provider = models.ForeignKey(FlexProvider, on_delete=models.PROTECT, related_name="assets")
    ref = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=AssetStatus)
    asset_category = models.CharField(max_length=60)
    asset_type = models.CharField(max_length=60)
    asset_scale = models.CharField(max_length=60, blank=True)
    voltage_level = models.DecimalField(max_digits=6, decimal_places=2)
    country_code = models.CharField(max_length=2)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    import_meter_id = models.CharField(max_length=30, blank=True)
    export_meter_id = models.CharField(max_length=30, blank=True)
    active_import_capacity = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    active_export_capacity = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    reactive_import_capacity = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    reactive_export_capacity = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    max_import_capacity = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    max_export_capacity = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    response_time = models.DurationField(null=True)
    min_runtime = models.DurationField(null=True)
    max_runtime = models.DurationField(null=True)
    recovery_time = models.DurationField(null=True)
    connection_status = models.CharField(max_length=60, blank=True)
    connection_type = models.CharField(max_length=60, blank=True)
    connection_current = models.CharField(max_length=60, blank=True)
    operational_date = models.DateField(null=True)
    metering_point = models.CharField(max_length=60, blank=True)
    meter_interval = models.CharField(max_length=60, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    extra = models.JSONField(
        default=dict, help_text="Fields sent that are not known here: kept and served back."
    )
    created = models.DateTimeField()
    modified = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "ref"], name="asset_ref_once_per_provider"),
            models.CheckConstraint(
                condition=~models.Q(postcode="") | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="asset_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

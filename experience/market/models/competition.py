"""What operators want."""

from datetime import datetime

from django.db import models

from experience.market.models.base import Coded
from experience.market.models.dps import DpsRecord
from experience.market.models.operator import Operator
from experience.market.rules.areas import Area, read_area
from experience.market.rules.stages import Stage, Timetable, stage_at


class Competition(Coded):
    """An auction: an area, a need, four instants and the windows that bids are made against.

    Its stage follows from the instants and the clock; only the confirmation is an event of its own.
    """

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="competitions")
    dps_record = models.ForeignKey(
        DpsRecord, on_delete=models.PROTECT, related_name="competitions", null=True, blank=True
    )
    reference = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=40, help_text="Which rates a bid carries: `Utilisation` ...")
    product_type = models.CharField(max_length=60, blank=True)
    need_type = models.CharField(max_length=60)
    need_direction = models.CharField(max_length=20, help_text="`Deficit` wants export, `Surplus` import.")
    power_type = models.CharField(max_length=30, default="Active Power")
    pricing_type = models.CharField(max_length=20, default="auction")
    visibility_only = models.BooleanField(default=False, help_text="Shown, but never open for bids.")

    qualification_open = models.DateTimeField()
    qualification_closed = models.DateTimeField()
    open = models.DateTimeField(help_text="Bidding opens.")
    closed = models.DateTimeField(help_text="Bidding closes.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    archive_on = models.DateField(null=True, blank=True)

    area_buffer = models.DecimalField(max_digits=7, decimal_places=3, default=0, help_text="km")
    area_references = models.JSONField(default=list)
    postcodes = models.JSONField(default=list, help_text="Postcodes or postcode sectors.")
    geometry = models.JSONField(null=True, blank=True, help_text="GeoJSON, longitude before latitude.")
    bounding_boxes = models.JSONField(default=list, help_text="[west, south, east, north] in degrees, each.")
    minimum_connection_voltage = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    maximum_connection_voltage = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    criteria = models.JSONField(default=dict, help_text="The operator's own criteria; see rules/criteria.py.")

    minimum_budget = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    maximum_budget = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    availability_guide_price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    utilisation_guide_price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    service_fee = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    extra = models.JSONField(default=dict, help_text="Fields of the record not known here.")

    run_by_bot = models.BooleanField(default=False, help_text="The bot decides, confirms and dispatches.")
    confirm_due = models.DateTimeField(null=True, blank=True)
    dispatch_due = models.DateTimeField(null=True, blank=True)
    dispatch_respond_by = models.DateTimeField(null=True, blank=True)
    delivery_start = models.DateTimeField(null=True, blank=True)
    delivery_end = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(
        null=True, blank=True, help_text="When the bot has issued its instructions."
    )
    judged_at = models.DateTimeField(null=True, blank=True, help_text="Changes up to then are tested.")
    created = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(qualification_open__lte=models.F("qualification_closed"))
                & models.Q(qualification_closed__lte=models.F("open"))
                & models.Q(open__lte=models.F("closed")),
                name="competition_instants_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(reference__regex=r"^[a-zA-Z0-9_]{1,40}$"),
                name="competition_reference_shape",
            ),
        ]
        indexes = [models.Index(fields=["open", "closed"], name="competition_bidding")]

    def __str__(self) -> str:
        return self.reference

    @property
    def timetable(self) -> Timetable:
        return Timetable(
            qualification_open=self.qualification_open,
            qualification_closed=self.qualification_closed,
            open=self.open,
            closed=self.closed,
            confirmed=self.confirmed_at,
            archive_on=self.archive_on,
        )

    @property
    def area(self) -> Area | None:
        """What its geometry and boxes enclose; None where only postcodes say where it is."""
        return read_area(self.geometry, self.bounding_boxes, float(self.area_buffer))

    def stage(self, now: datetime) -> Stage:
        return stage_at(self.timetable, now)

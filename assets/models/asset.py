"""A device, or a site of devices, whose flexibility is offered."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Least, StrIndex
from django.db.models.lookups import GreaterThan
from django.urls import reverse

from assets.models.asset_indexes import INDEXES, LOWER_NAME, NETWORK, SEARCHED
from assets.models.postcode import PostcodePosition
from assets.models.push_run import PushRun, PushRunState
from assets.models.pushed import Pushed, PushedQuerySet, PushState
from assets.rules.coordinates import COORDINATES, NOBODY, PERSON, PICLO, source_after, without_stale
from assets.rules.kinds import category_label, in_words, type_label
from assets.rules.mpan import distributor_of
from portal.core.counting import Leaves

# The index of searched texts knows letters by threes: for fewer it would be read from end to end.
TRIGRAM = 3


class AssetStatus(models.TextChoices):
    """Piclo's life of an asset."""

    IN_DEVELOPMENT = "in_development", "In development"
    OPERATIONAL = "operational", "Operational"
    MOTHBALLED = "mothballed", "Mothballed"
    ARCHIVED = "archived", "Archived"


# What somebody may say that an asset is, beside taking it out altogether.
LIVE_STATUSES = [choice for choice in AssetStatus.choices if choice[0] != AssetStatus.ARCHIVED]


class CoordinatesFrom(models.TextChoices):
    """Whose an asset's coordinates are; nobody's where there are none."""

    NOBODY = NOBODY, "Nobody"
    PERSON = PERSON, "A person"
    PICLO = PICLO, "Piclo"


class AssetQuerySet(PushedQuerySet["Asset"]):
    # What is known of how many its narrowing leaves.
    leaves: Leaves | None = None

    def leaving(self, leaves: Leaves) -> Self:
        """The same assets, with what is known of how many they are."""
        found = self.all()
        found.leaves = leaves
        return found

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.leaves = self.leaves
        return clone

    def live(self) -> Self:
        """Assets that can take part: not archived."""
        return self.exclude(status=AssetStatus.ARCHIVED)

    def unsent(self) -> Self:
        """Assets with something to send that nobody has asked to be sent."""
        never_there = Q(status=AssetStatus.ARCHIVED, piclo_id="")
        return self.filter(push_state=PushState.NOT_SENT).exclude(never_there)

    def not_paused(self) -> Self:
        """Assets that no paused run holds back."""
        paused = PushRun.objects.filter(state=PushRunState.PAUSED)
        return self.filter(Q(push_run=None) | ~Q(push_run__in=paused))

    def listed(self) -> Self:
        """As the list reads them: with `lower_name` to sort by, without what it does not show."""
        return self.alias(lower_name=LOWER_NAME).defer("raw", "piclo_raw", "searched")

    def carrying(self, words: Iterable[str]) -> Self:
        """Assets that carry all of some lower-case words in what people know them by."""
        found = self
        for word in words:
            if len(word) < TRIGRAM:
                found = found.filter(GreaterThan(StrIndex("searched", Value(word)), 0))
            else:
                found = found.filter(searched__contains=word)
        return found

    def walked_for(self, words: Collection[str]) -> Self:
        """As `carrying`, in a form for which no index is taken: for words that very many assets carry."""
        places = [StrIndex("searched", Value(word)) for word in words]
        return self.filter(GreaterThan(Least(*places) if len(places) > 1 else places[0], 0))

    def lying_in(self, beginnings: Iterable[str]) -> Self:
        """Assets of which the postcode begins in one of some ways."""
        found = Q(pk__in=[])
        for beginning in beginnings:
            # Not LIKE: the index serves that in few collations.
            after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
            found |= Q(postcode__gte=beginning, postcode__lt=after)
        return self.filter(found)

    def located(self) -> Self:
        """With `at_longitude` and `at_latitude`: the asset's own coordinates, else its postcode's, else null."""
        known = PostcodePosition.objects.filter(postcode=OuterRef("postcode"))
        return self.annotate(
            at_longitude=Coalesce("longitude", Subquery(known.values("longitude"))),
            at_latitude=Coalesce("latitude", Subquery(known.values("latitude"))),
        )


def capacity(label: str, unit: str = "MW") -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(f"{label} ({unit})", max_digits=12, decimal_places=6, default=Decimal(0))


class Asset(Pushed):
    """One asset, ours first: what people here say of it is pushed to Piclo, what Piclo says is pulled back."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="assets")
    ref = models.CharField("reference", max_length=80)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=20, default=AssetStatus.OPERATIONAL)
    category = models.CharField(max_length=60)
    asset_type = models.CharField("type", max_length=60)
    # Always given by people here; Piclo may hold assets without one.
    voltage_level_kv = models.DecimalField("voltage level (kV)", max_digits=7, decimal_places=3, null=True)
    country_code = models.CharField("country", max_length=2, default="GB")
    postcode = models.CharField(max_length=10, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # Whose these coordinates are: Piclo's, made from the postcode, do not outlive it.
    coordinates_from = models.CharField(
        max_length=6, choices=CoordinatesFrom, default=CoordinatesFrom.NOBODY, db_default="", blank=True
    )
    address = models.CharField(max_length=300, blank=True)
    import_meter_id = models.CharField("import MPAN", max_length=40, blank=True)
    export_meter_id = models.CharField("export MPAN", max_length=40, blank=True)
    active_export_capacity_mw = capacity("active export capacity")
    active_import_capacity_mw = capacity("active import capacity")
    reactive_export_capacity_mvar = capacity("reactive export capacity", "MVAr")
    reactive_import_capacity_mvar = capacity("reactive import capacity", "MVAr")
    max_export_capacity_mw = capacity("export connection limit")
    max_import_capacity_mw = capacity("import connection limit")
    response_time = models.DurationField(null=True, blank=True)
    min_runtime = models.DurationField("shortest run", null=True, blank=True)
    max_runtime = models.DurationField("longest run", null=True, blank=True)
    recovery_time = models.DurationField(null=True, blank=True)
    operational_date = models.DateField("in operation since", null=True, blank=True)

    asset_scale = models.CharField("scale", max_length=60, blank=True)
    connection_status = models.CharField(max_length=60, blank=True)
    connection_type = models.CharField(max_length=60, blank=True)
    connection_current = models.CharField(max_length=60, blank=True)
    metering_point = models.CharField(max_length=60, blank=True)
    meter_interval = models.CharField(max_length=60, blank=True)
    supplier = models.CharField("electricity supplier", max_length=120, blank=True)
    # Somebody said that another live asset may carry the same MPAN. Ours alone: Piclo does not ask.
    shares_meter = models.BooleanField("shares its meter", default=False, db_default=False)
    # The run in which it was last asked to be sent, where that was with many.
    push_run = models.ForeignKey(PushRun, models.SET_NULL, null=True, blank=True, related_name="assets")

    # What Piclo was last seen to hold while something here was unsent; nothing where `raw` is that.
    piclo_raw = models.JSONField("Piclo's record", null=True, blank=True)
    piclo_seen_at = models.DateTimeField(null=True, blank=True)

    # Kept by the database, for the list: what is searched, and the distributor's two digits.
    searched = models.GeneratedField(expression=SEARCHED, output_field=models.TextField(), db_persist=True)
    network = models.GeneratedField(
        expression=NETWORK, output_field=models.CharField(max_length=2), db_persist=True
    )

    objects = AssetQuerySet.as_manager()

    class Meta(Pushed.Meta):
        constraints = [
            *Pushed.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "ref"],
                name="asset_ref_once",
                violation_error_message="This reference is taken.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "piclo_id"],
                name="asset_piclo_id_once",
                condition=~Q(piclo_id=""),
                violation_error_message="Another asset carries this Piclo id.",
            ),
            models.CheckConstraint(
                condition=Q(active_export_capacity_mw__gte=0, active_import_capacity_mw__gte=0),
                name="asset_capacity_not_negative",
                violation_error_message="A capacity is not negative.",
            ),
        ]
        indexes = [
            *Pushed.Meta.indexes,
            *INDEXES,
            models.Index(fields=["push_run", "push_state"], name="asset_by_push_run"),
        ]

    def __str__(self) -> str:
        return self.name or self.ref

    def get_absolute_url(self) -> str:
        return reverse("assets:asset-detail", args=[self.pk])

    def change(self, values: Mapping[str, Any]) -> None:
        """Also let go of coordinates that Piclo made from an earlier postcode, unless new ones come with the change."""
        before = self.place
        changes = without_stale(before, values, self.coordinates_from)
        self.coordinates_from = source_after(before, changes, self.coordinates_from, PERSON)
        super().change(changes)

    @property
    def place(self) -> dict[str, Any]:
        """Where it is, by column."""
        return {name: getattr(self, name) for name in ("postcode", *COORDINATES)}

    def heard(self, raw: dict[str, Any]) -> None:
        """Also forget what Piclo held while the two differed."""
        super().heard(raw)
        self.piclo_raw, self.piclo_seen_at = None, None

    @property
    def status_label(self) -> str:
        return dict(AssetStatus.choices).get(self.status) or in_words(self.status)

    @property
    def category_label(self) -> str:
        return category_label(self.category)

    @property
    def network_label(self) -> str:
        """The distributor by the import MPAN, else by the export MPAN; nothing where neither tells."""
        return distributor_of(self.import_meter_id or self.export_meter_id) or ""

    @property
    def type_label(self) -> str:
        return type_label(self.asset_type)

    @property
    def is_archived(self) -> bool:
        return self.status == AssetStatus.ARCHIVED

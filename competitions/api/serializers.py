"""Competitions and opportunities as the API shows them. Prices are left out for those who may not see them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from competitions.models import Competition, Opportunity, ServicePeriod, ServiceWindow
from competitions.rules.stages import Stage
from competitions.selectors.detail import periods_of
from portal.accounts.api_access import member_of
from portal.accounts.permissions import Permission

GUIDE_PRICES = (
    "minimum_budget_gbp",
    "maximum_budget_gbp",
    "availability_guide_price",
    "utilisation_guide_price",
    "service_fee_guide",
)
FIXED_PRICES = ("fixed_availability_price", "fixed_utilisation_price", "fixed_service_fee")


class Priced(serializers.ModelSerializer[Any]):
    """Drops the fields named in `prices` for members without the permission to see bids."""

    prices: tuple[str, ...] = ()

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        member = member_of(request) if request is not None and hasattr(request._request, "member") else None
        if member and not member.can(Permission.BIDS_VIEW):
            for name in self.prices:
                fields.pop(name, None)
        return fields


class WindowSerializer(Priced):
    """Local hours on ISO weekdays (Monday 1)."""

    prices = FIXED_PRICES

    class Meta:
        model = ServiceWindow
        fields = (
            "id",
            "piclo_id",
            "name",
            "start_time",
            "end_time",
            "weekdays",
            "capacity_required_mw",
            "minimum_aggregate_asset_size_mw",
            "minimum_run_time",
            "required_response_time",
            "public_holiday_handling",
            "dispatch_estimate",
            "dispatch_duration",
            *FIXED_PRICES,
        )


class PeriodSerializer(serializers.ModelSerializer[ServicePeriod]):
    """A dated range; both days belong to it."""

    windows = WindowSerializer(many=True)

    class Meta:
        model = ServicePeriod
        fields = ("id", "piclo_id", "name", "start_on", "end_on", "windows")


class CompetitionSerializer(Priced):
    """A competition; `stage` is by the clock of the request, `our_mw` what Piclo lets us bid (null where nothing)."""

    prices = GUIDE_PRICES
    stage = serializers.SerializerMethodField()
    most_needed_mw = serializers.DecimalField(max_digits=12, decimal_places=6, allow_null=True)
    our_mw = serializers.DecimalField(max_digits=12, decimal_places=6, allow_null=True)

    class Meta:
        model = Competition
        fields = (
            "id",
            "piclo_id",
            "reference",
            "name",
            "operator_name",
            "stage",
            "most_needed_mw",
            "our_mw",
            "qualification_open_at",
            "qualification_closed_at",
            "open_at",
            "closed_at",
            "confirmed_at",
            "archive_on",
            "need_type",
            "need_direction",
            "power_type",
            "rate_type",
            "product_type",
            "pricing_type",
            "dps_record_reference",
            "minimum_connection_voltage_kv",
            "maximum_connection_voltage_kv",
            *GUIDE_PRICES,
            "gone_at",
        )

    def get_stage(self, competition: Competition) -> Stage:
        return competition.stage_at(timezone.now()).stage


class CompetitionDetailSerializer(CompetitionSerializer):
    """A competition with its area (GeoJSON in `boundary.geometry`), periods and windows."""

    periods = serializers.SerializerMethodField()

    class Meta(CompetitionSerializer.Meta):
        fields = (*CompetitionSerializer.Meta.fields, "area_buffer_km", "boundary", "periods")  # type: ignore[assignment]

    @extend_schema_field(PeriodSerializer(many=True))
    def get_periods(self, competition: Competition) -> list[dict[str, Any]]:
        return list(PeriodSerializer(periods_of(competition), many=True, context=self.context).data)


class OpportunitySerializer(serializers.ModelSerializer[Opportunity]):
    """Where Piclo says that we may bid, with its ids of our qualified assets."""

    competition_piclo_id = serializers.CharField(source="competition.piclo_id")
    competition_reference = serializers.CharField(source="competition.reference")
    closed_at = serializers.DateTimeField(source="competition.closed_at")

    class Meta:
        model = Opportunity
        fields = (
            "id",
            "competition",
            "competition_piclo_id",
            "competition_reference",
            "closed_at",
            "total_capacity_mw",
            "flex_asset_ids",
            "planned_asset_ids",
        )

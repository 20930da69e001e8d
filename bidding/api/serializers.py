"""Ballots, results and contracts as the API shows and takes them. MW and prices are decimals as strings."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from assets.models import Asset
from bidding.models import PRICE_FIELDS, Ballot, Bid, Obligation
from bidding.rules.values import NO_TIME, Offer
from bidding.selectors.market import Behind

BID_FIELDS: tuple[str, ...] = (
    "id",
    "service_window",
    "position",
    "capacity_mw",
    "max_runtime",
    "availability_price",
    "utilisation_price",
    "service_fee",
    "piclo_id",
    "result",
    "rejection_reason",
    "accepted_capacity_mw",
    "decided_at",
)


class BidSerializer(serializers.ModelSerializer[Bid]):
    """One bid, with the operator's decision once there is one."""

    class Meta:
        model = Bid
        fields: tuple[str, ...] = BID_FIELDS
        read_only_fields = BID_FIELDS


class ResultSerializer(BidSerializer):
    """A decided bid and where it belongs."""

    competition = serializers.IntegerField(source="ballot.competition_id", read_only=True)

    class Meta(BidSerializer.Meta):
        fields = (*BID_FIELDS, "ballot", "competition")
        read_only_fields = fields


class BallotSerializer(serializers.ModelSerializer[Ballot]):
    """A ballot with its bids. `assets` counts where `all_assets` is false."""

    bids = BidSerializer(many=True, read_only=True)

    class Meta:
        model = Ballot
        fields: tuple[str, ...] = (
            "id",
            "competition",
            "state",
            "origin",
            "version",
            "all_assets",
            "assets",
            "bids",
            "replaces",
            "piclo_id",
            "submitted_at",
            "sent_back_reason",
            "last_word",
            "created_at",
            "modified_at",
        )
        read_only_fields = fields


class FaultSerializer(serializers.Serializer[Any]):
    """One thing to mend. `right` is the value that would be right, where there is one."""

    window = serializers.IntegerField(allow_null=True)
    position = serializers.IntegerField(allow_null=True)
    field = serializers.CharField()
    words = serializers.CharField()
    right = serializers.CharField(allow_blank=True)


class BallotDetailSerializer(BallotSerializer):
    """A ballot with its faults as they are now; they are looked for while it can still be mended."""

    faults = FaultSerializer(many=True, read_only=True)

    class Meta(BallotSerializer.Meta):
        fields = (*BallotSerializer.Meta.fields, "faults")
        read_only_fields = fields


def price() -> serializers.DecimalField:
    """Pounds and pence, or nothing."""
    return serializers.DecimalField(max_digits=12, decimal_places=2, required=False, allow_null=True)


class OfferSerializer(serializers.Serializer[Any]):
    """One bid of a draft. A row that is not filled in yet may leave anything but the window out."""

    service_window = serializers.IntegerField()
    capacity_mw = serializers.DecimalField(
        max_digits=12, decimal_places=5, min_value=Decimal(0), default=Decimal(0)
    )
    max_runtime = serializers.DurationField(default=NO_TIME)
    availability_price = price()
    utilisation_price = price()
    service_fee = price()


class NewBallotSerializer(serializers.Serializer[Any]):
    """Which competition to bid in."""

    competition = serializers.IntegerField()


class DraftSerializer(serializers.Serializer[Any]):
    """All that a draft says. `version` guards it: 409 when somebody saved meanwhile."""

    version = serializers.IntegerField()
    all_assets = serializers.BooleanField(default=True)
    assets = serializers.PrimaryKeyRelatedField(many=True, queryset=Asset.objects.none(), default=list)
    bids = OfferSerializer(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        if "member" in self.context:
            relation: Any = fields["assets"]
            relation.child_relation.queryset = Asset.objects.visible_to(self.context["member"])
        return fields

    def offers(self) -> list[Offer]:
        """The bids as plain values."""
        return [
            Offer(
                window=bid["service_window"],
                capacity_mw=bid["capacity_mw"],
                max_runtime=bid["max_runtime"],
                prices={rate: bid.get(name) for rate, name in PRICE_FIELDS.items()},
            )
            for bid in self.validated_data["bids"]
        ]

    def behind(self) -> Behind:
        """The assets behind the ballot."""
        if self.validated_data["all_assets"]:
            return Behind()
        return Behind(all_assets=False, chosen=frozenset(each.pk for each in self.validated_data["assets"]))


class VersionSerializer(serializers.Serializer[Any]):
    """The version that was seen."""

    version = serializers.IntegerField()


class ReasonSerializer(serializers.Serializer[Any]):
    """What is to be mended."""

    reason = serializers.CharField(max_length=1000, allow_blank=True, default="")


class ObligationSerializer(serializers.ModelSerializer[Obligation]):
    """A contract."""

    class Meta:
        model = Obligation
        fields = (
            "id",
            "piclo_id",
            "competition",
            "service_window",
            "bid",
            "start_on",
            "end_on",
            "capacity_mw",
            "availability_price",
            "utilisation_price",
            "service_fee",
            "status",
            "assets",
            "asset_piclo_ids",
            "gone_at",
        )
        read_only_fields = fields

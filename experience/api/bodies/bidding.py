"""Bodies of ballots, availability variations and answers to instructions."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from experience.api.fields import WireDuration, checked
from experience.market.errors import Refused
from experience.market.rules.bids import OfferedBid
from experience.market.rules.rates import RATE_TYPES
from experience.market.rules.text import parse_instant
from experience.market.services.ballots import OfferedAssets
from experience.market.services.dispatches import Answer


class RateBody(serializers.Serializer[Any]):
    """One price of a bid, in GBP."""

    type = serializers.ChoiceField(choices=RATE_TYPES)
    value = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)


class BidBody(serializers.Serializer[Any]):
    """One offer for one window."""

    service_window_id = serializers.CharField(max_length=64)
    capacity = serializers.DecimalField(max_digits=12, decimal_places=5)
    max_runtime = WireDuration()
    rates = RateBody(many=True)


class AssetsBody(serializers.Serializer[Any]):
    """The assets behind a ballot."""

    flex = serializers.ListField(child=serializers.CharField(max_length=64), required=False, default=list)
    planned = serializers.ListField(child=serializers.CharField(max_length=64), required=False, default=list)


class BallotBody(serializers.Serializer[Any]):
    """A ballot; without `assets` all qualified ones count."""

    competition_id = serializers.CharField(max_length=64)
    bids = BidBody(many=True)
    assets = AssetsBody(required=False, allow_null=True)


class WireInstant(serializers.Field):  # type: ignore[type-arg]
    """An instant in ISO 8601; without a zone it is UTC."""

    def to_internal_value(self, data: object) -> datetime:
        try:
            return parse_instant(str(data))
        except ValueError as error:
            raise serializers.ValidationError(
                "Enter a valid instant, such as 2027-01-31T16:00:00Z."
            ) from error

    def to_representation(self, value: Any) -> str:
        return str(value)


class VariationBody(serializers.Serializer[Any]):
    """A change of the capacity (MW) that is available."""

    start = WireInstant()
    end = WireInstant()
    capacity = serializers.DecimalField(max_digits=12, decimal_places=5)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class AnswerBody(serializers.Serializer[Any]):
    """An answer to one instruction. Which words are answers is judged one by one, not for the whole batch."""

    id = serializers.CharField(max_length=64)
    response = serializers.CharField(max_length=20)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class AnswersBody(serializers.Serializer[Any]):
    """Answers to some instructions."""

    responses = AnswerBody(many=True)


def ballot_offer(
    raw: Mapping[str, Any], competition_id: str
) -> tuple[list[OfferedBid], OfferedAssets | None]:
    """The bids and the named assets of a ballot. Raises Refused when it is meant for another competition."""
    values = checked(BallotBody, raw)
    if values["competition_id"] != competition_id:
        raise Refused({"competition_id": ["Does not match the competition in the address."]})
    assets = values.get("assets")
    bids = [
        OfferedBid(
            service_window_id=bid["service_window_id"],
            capacity=bid["capacity"],
            max_runtime=bid["max_runtime"],
            rates=_rates(bid["rates"]),
        )
        for bid in values["bids"]
    ]
    return bids, OfferedAssets(_once(assets["flex"]), _once(assets["planned"])) if assets else None


def _rates(rates: list[dict[str, Any]]) -> dict[str, Decimal]:
    named = {rate["type"]: rate["value"] for rate in rates}
    if len(named) != len(rates):
        raise Refused({"bids": [{"rates": ["Each rate type may appear once."]}]})
    return named


def _once(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def answers(raw: Mapping[str, Any]) -> list[Answer]:
    values = checked(AnswersBody, raw)
    return [Answer(each["id"], each["response"], each["reason"]) for each in values["responses"]]

"""Piclo's resources and request bodies as frozen typed values: the one place that knows its field names."""

from portal.piclo.wire.applications import Application, ApplicationBody, ApplicationDocument
from portal.piclo.wire.assets import Asset, AssetBody
from portal.piclo.wire.ballots import Ballot, BallotAssets, BallotBody, Bid, BidBody
from portal.piclo.wire.base import Page, Raw, Received, Refusal
from portal.piclo.wire.competitions import (
    BiddingOpportunity,
    Boundary,
    Competition,
    QualifiedAssets,
    ServicePeriod,
    ServiceWindow,
)
from portal.piclo.wire.dispatches import Dispatch, DispatchAnswer, DispatchAnswerResult
from portal.piclo.wire.durations import duration_from_wire, duration_to_wire
from portal.piclo.wire.obligations import AvailabilityVariation, AvailabilityVariationBody, Obligation
from portal.piclo.wire.planned_assets import PlannedAsset, PlannedAssetBody
from portal.piclo.wire.providers import FlexProvider
from portal.piclo.wire.qualifications import AssetQualification
from portal.piclo.wire.rates import Rate
from portal.piclo.wire.reading import Unreadable, read, read_page
from portal.piclo.wire.results import CompetitionResult
from portal.piclo.wire.webhooks import WebhookDelivery
from portal.piclo.wire.writing import to_wire

__all__ = [
    "Application",
    "ApplicationBody",
    "ApplicationDocument",
    "Asset",
    "AssetBody",
    "AssetQualification",
    "AvailabilityVariation",
    "AvailabilityVariationBody",
    "Ballot",
    "BallotAssets",
    "BallotBody",
    "Bid",
    "BidBody",
    "BiddingOpportunity",
    "Boundary",
    "Competition",
    "CompetitionResult",
    "Dispatch",
    "DispatchAnswer",
    "DispatchAnswerResult",
    "FlexProvider",
    "Obligation",
    "Page",
    "PlannedAsset",
    "PlannedAssetBody",
    "QualifiedAssets",
    "Rate",
    "Raw",
    "Received",
    "Refusal",
    "ServicePeriod",
    "ServiceWindow",
    "Unreadable",
    "WebhookDelivery",
    "duration_from_wire",
    "duration_to_wire",
    "read",
    "read_page",
    "to_wire",
]

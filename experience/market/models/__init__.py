"""The market's rows, one noun a file."""

from experience.market.models.asset import Asset, AssetStatus
from experience.market.models.ballot import Ballot, BallotStatus
from experience.market.models.bid import Bid, Decision
from experience.market.models.competition import Competition
from experience.market.models.dispatch import Dispatch, DispatchStatus
from experience.market.models.dps import Application, ApplicationStatus, DpsRecord
from experience.market.models.event import Event
from experience.market.models.obligation import AvailabilityVariation, Obligation
from experience.market.models.operator import Operator
from experience.market.models.planned_asset import PlannedAsset
from experience.market.models.postcode import PostcodePosition
from experience.market.models.provider import FlexProvider, MachineUser
from experience.market.models.qualification import Override, Qualification
from experience.market.models.webhook import WebhookDelivery, WebhookRegistration
from experience.market.models.window import ServicePeriod, ServiceWindow

__all__ = [
    "Application",
    "ApplicationStatus",
    "Asset",
    "AssetStatus",
    "AvailabilityVariation",
    "Ballot",
    "BallotStatus",
    "Bid",
    "Competition",
    "Decision",
    "Dispatch",
    "DispatchStatus",
    "DpsRecord",
    "Event",
    "FlexProvider",
    "MachineUser",
    "Obligation",
    "Operator",
    "Override",
    "PlannedAsset",
    "PostcodePosition",
    "Qualification",
    "ServicePeriod",
    "ServiceWindow",
    "WebhookDelivery",
    "WebhookRegistration",
]

"""The words that Piclo is known to use. Fields stay plain text, so that a new word of Piclo's is kept, not refused."""

from enum import StrEnum


class AssetStatus(StrEnum):
    """Where an asset is in its life. Archived ones are hidden from everybody and never eligible."""

    IN_DEVELOPMENT = "in_development"
    OPERATIONAL = "operational"
    MOTHBALLED = "mothballed"
    ARCHIVED = "archived"


class RateType(StrEnum):
    """What a price is paid for: GBP/MW/h made available, GBP/MWh delivered, or GBP/MW for the whole window."""

    AVAILABILITY = "availability"
    UTILISATION = "utilisation"
    SERVICE_FEE = "service_fee"


class CompetitionType(StrEnum):
    """Which prices a competition asks for."""

    UTILISATION = "Utilisation"
    AVAILABILITY = "Availability"
    BOTH = "Availability and Utilisation"
    SERVICE_FEE = "Service Fee"


class NeedDirection(StrEnum):
    """What the grid lacks: a deficit wants Active Export, a surplus wants Active Import."""

    DEFICIT = "Deficit"
    SURPLUS = "Surplus"


class CompetitionStatus(StrEnum):
    """Where a competition is, in Piclo's order."""

    ANNOUNCED = "announced"
    QUALIFICATION_OPEN = "qualification_open"
    QUALIFICATION_CLOSED = "qualification_closed"
    OPEN = "open"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    ARCHIVED = "archived"


class BidStatus(StrEnum):
    """What became of a bid; accepted and rejected are seen at confirmation only. Ballots use the first three."""

    SUBMITTED = "submitted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ObligationStatus(StrEnum):
    """Where today lies against the dates of an obligation."""

    UPCOMING = "upcoming"
    ACTIVE = "active"
    ENDED = "ended"


class DispatchStatus(StrEnum):
    """Where a dispatch instruction is."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    STOPPED = "stopped"
    DELIVERED = "delivered"


class DispatchDirection(StrEnum):
    """Export is more generation or less demand, import the opposite."""

    EXPORT = "export"
    IMPORT = "import"


class DispatchResponse(StrEnum):
    """What a provider answers to an instruction."""

    ACCEPT = "accept"
    REJECT = "reject"

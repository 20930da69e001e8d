"""List pages of bidding."""

from bidding.models import Ballot, Bid, Obligation
from portal.core.tables import Column, Table


class BallotTable(Table[Ballot]):
    """Ballots, those whose bidding closes last on top."""

    columns = (
        Column("competition", "Competition", sort="competition__name", kind="head"),
        Column("state", "State", sort="state"),
        Column("bids", "Bids", numeric=True, sort="bid_count"),
        Column("mw", "Most in a bid", unit="MW", numeric=True, sort="most_mw"),
        Column("closes", "Closes", sort="competition__closed_at"),
        Column("drafted", "Drafted by", sort="drafted_by__name"),
        Column("changed", "Changed", sort="modified_at"),
        Column("deed", "", kind="deed"),
    )
    default_sort = "-closes"
    name = "ballots"


class ResultTable(Table[Bid]):
    """Decided bids, the newest decisions on top."""

    columns = (
        Column("window", "Window", sort="service_window__name", kind="head"),
        Column("competition", "Competition", sort="ballot__competition__name"),
        Column("result", "Result", sort="result"),
        Column("mw", "Offered", unit="MW", numeric=True, sort="capacity_mw"),
        Column("accepted", "Accepted", unit="MW", numeric=True, sort="accepted_capacity_mw"),
        Column("availability", "Availability", unit="£/MW/h", numeric=True, sort="availability_price"),
        Column("utilisation", "Utilisation", unit="£/MWh", numeric=True, sort="utilisation_price"),
        Column("fee", "Service fee", unit="£/MW", numeric=True, sort="service_fee"),
        Column("reason", "Operator's reason", kind="full"),
        Column("decided", "Decided", sort="decided_at"),
    )
    default_sort = "-decided"
    name = "results"


class ObligationTable(Table[Obligation]):
    """Contracts, those that end last on top."""

    columns = (
        Column("contract", "Contract", sort="piclo_id", kind="head"),
        Column("window", "Window", sort="service_window__name"),
        Column("state", "State", sort="status"),
        Column("mw", "Capacity", unit="MW", numeric=True, sort="capacity_mw"),
        Column("availability", "Availability", unit="£/MW/h", numeric=True, sort="availability_price"),
        Column("utilisation", "Utilisation", unit="£/MWh", numeric=True, sort="utilisation_price"),
        Column("fee", "Service fee", unit="£/MW", numeric=True, sort="service_fee"),
        Column("starts", "From", sort="start_on"),
        Column("ends", "To", sort="end_on"),
    )
    default_sort = "-ends"
    name = "contracts"

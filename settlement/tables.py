"""The lists of settlement, and the states of their rows."""

from dispatch.models import Instruction
from portal.core.states import State, Tint
from portal.core.tables import Column, Table
from settlement.models import Delivery, DeliveryState, FileState, Invoice, MeterFile, Report

FILE_TINTS = {
    FileState.WAITING: Tint.RUN,
    FileState.READING: Tint.RUN,
    FileState.READ: Tint.GOOD,
    FileState.REFUSED: Tint.BAD,
}
DELIVERY_TINTS = {
    DeliveryState.NO_DATA: Tint.ACT,
    DeliveryState.MISSING: Tint.ACT,
    DeliveryState.REPORTED: Tint.GOOD,
}


def file_state(file: MeterFile) -> State:
    """How far a file got; one that changed nothing says so."""
    if file.changed_nothing:
        return State("Nothing new", Tint.IDLE, "Everything in it was known already.")
    return State(FileState(file.state).label, FILE_TINTS[FileState(file.state)])


def delivery_of(instruction: Instruction) -> Delivery | None:
    """What settlement holds of an instruction; None until something looked at it."""
    return getattr(instruction, "settlement_delivery", None)


def delivery_state(instruction: Instruction) -> State:
    """Where settlement stands with a delivery."""
    delivery = delivery_of(instruction)
    state = DeliveryState(delivery.state) if delivery else DeliveryState.NO_DATA
    return State(state.label, DELIVERY_TINTS[state], delivery.note if delivery else "")


class MeterFileTable(Table[MeterFile]):
    """Uploads, the newest first."""

    columns = (
        Column("name", "File", sort="name", kind="head"),
        Column("uploaded", "Uploaded", sort="uploaded_at"),
        Column("span", "Readings"),
        Column("read", "Rows", numeric=True, sort="rows_read"),
        Column("new", "New", numeric=True, sort="rows_new"),
        Column("changed", "Changed", numeric=True, sort="rows_changed"),
        Column("unchanged", "Unchanged", numeric=True, sort="rows_unchanged"),
        Column("faults", "Faults", numeric=True, sort="fault_count"),
        Column("state", "State", sort="state"),
    )
    default_sort = "-uploaded"
    name = "files"


class DeliveryTable(Table[Instruction]):
    """Deliveries that are over, the newest first."""

    columns = (
        Column("delivery", "Delivery", sort="start_at"),
        Column("dispatch", "Dispatch", sort="piclo_id", kind="head"),
        Column("operator", "Operator", sort="obligation__competition__operator_name"),
        Column("mw", "Instructed", unit="MW", numeric=True, sort="capacity_mw"),
        Column("metered", "Metered", numeric=True, sort="settlement_delivery__coverage"),
        Column(
            "performance",
            "Delivered",
            numeric=True,
            sort="settlement_delivery__latest__performance",
        ),
        Column("worth", "Worth", unit="£", numeric=True, sort="settlement_delivery__latest__amount_gbp"),
        Column("state", "State", sort="settlement_delivery__state"),
    )
    default_sort = "-delivery"
    name, name_of_one = "deliveries", "delivery"


class InvoiceTable(Table[Invoice]):
    """Runs of months' settlements, the newest month first."""

    columns = (
        Column("month", "Month", sort="month", kind="head"),
        Column("operator", "Operator", sort="operator_name"),
        Column("run", "Run", numeric=True, sort="version"),
        Column("lines", "Lines", numeric=True, sort="line_count"),
        Column("mwh", "Energy", unit="MWh", numeric=True, sort="paid_kwh"),
        Column("total", "Total", unit="£", numeric=True, sort="total_gbp"),
        Column("made", "Made", sort="made_at"),
    )
    default_sort = "-month"
    name = "runs"


def report_state(report: Report) -> State:
    """Whether a version of a report rests on complete data."""
    if report.complete:
        return State("Complete", Tint.GOOD)
    return State("Incomplete", Tint.ACT, "Metering, a baseline or an asset is missing.")

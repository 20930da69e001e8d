"""The list of instructions, and of webhook deliveries."""

from dispatch.models import Instruction, WebhookDelivery
from portal.core.tables import Column, Table


class InstructionTable(Table[Instruction]):
    """Instructions, newest delivery first."""

    columns = (
        Column("instruction", "Instruction", sort="piclo_id", kind="head"),
        Column("delivery", "Delivery", sort="start_at"),
        Column("obligation", "Obligation", sort="obligation_piclo_id"),
        Column("mw", "Asked", unit="MW", numeric=True, sort="capacity_mw"),
        Column("state", "State", sort="status"),
        Column("answer_by", "Answer by", sort="respond_by_at"),
        Column("who", "Answered by"),
    )
    default_sort = "-delivery"
    name = "instructions"


class DeliveryTable(Table[WebhookDelivery]):
    """Webhook deliveries, newest first."""

    columns = (
        Column("received", "Received", sort="received_at", kind="head"),
        Column("state", "State", sort="state"),
        Column("event", "What", sort="event"),
        Column("instruction", "Instruction"),
        Column("problem", "Problem", kind="full"),
        Column("deed", "", kind="deed"),
    )
    default_sort = "-received"
    name = "calls"

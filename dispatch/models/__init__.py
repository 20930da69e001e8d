from dispatch.models.delivery import DeliveryState, WebhookDelivery
from dispatch.models.instruction import Instruction
from dispatch.models.refusal import WebhookRefusal
from dispatch.rules.words import Answer, AnswerState, InstructionStatus

__all__ = [
    "Answer",
    "AnswerState",
    "DeliveryState",
    "Instruction",
    "InstructionStatus",
    "WebhookDelivery",
    "WebhookRefusal",
]

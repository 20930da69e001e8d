from dispatch.models.delivery import WebhookDelivery
from dispatch.models.instruction import Answer, AnswerState, Instruction, InstructionStatus

__all__ = ["Answer", "AnswerState", "Instruction", "InstructionStatus", "WebhookDelivery"]

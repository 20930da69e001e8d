"""The words of dispatch: Piclo's for an instruction, ours for an answer."""

from django.db.models import TextChoices


class InstructionStatus(TextChoices):
    """Piclo's word on an instruction."""

    PENDING = "pending", "To answer"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    EXPIRED = "expired", "Expired"
    STOPPED = "stopped", "Stopped"
    DELIVERED = "delivered", "Delivered"


class Direction(TextChoices):
    """Export is more generation or less demand, import the opposite."""

    EXPORT = "export", "Export"
    IMPORT = "import", "Import"


class Answer(TextChoices):
    """What we say to an instruction."""

    ACCEPT = "accept", "Accept"
    REJECT = "reject", "Reject"


class AnswerState(TextChoices):
    """How far our answer got."""

    NONE = "none", "Not answered"
    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"
    TAKEN = "taken", "Taken"
    REFUSED = "refused", "Refused"


ON_THE_WAY = frozenset({AnswerState.WAITING, AnswerState.SENDING, AnswerState.UNCONFIRMED})
ANSWERED = ON_THE_WAY | {AnswerState.TAKEN}

# The status that an answer leads to.
LEADS_TO = {Answer.ACCEPT: InstructionStatus.ACCEPTED, Answer.REJECT: InstructionStatus.REJECTED}

"""What can stand in the way of what somebody asks for, in words for people."""


class DispatchError(Exception):
    """Something in dispatch cannot be done; the message says why."""


class NotAnswerable(DispatchError):
    """An instruction takes no answer now."""


class Changed(DispatchError):
    """The operator changed an instruction after the person looked at it."""


class NotAllowed(DispatchError):
    """The member may not do this."""


class UnknownWebhook(DispatchError):
    """No connection has this webhook key."""


class WebhookNotBelieved(DispatchError):
    """A webhook call could not be verified."""

"""Why something cannot be done, in words for people."""

from collections.abc import Mapping


class ApplicationError(Exception):
    """That cannot be done with this application or document; the message is for people."""


class InvalidAnswers(ApplicationError):
    """Some answers are wrong, by question."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


class StaleApplication(ApplicationError):
    """Somebody else saved it since the form was opened."""


class Incomplete(ApplicationError):
    """Something is still missing before it can be sent."""


class NotTaken(ApplicationError):
    """A file is not taken; the message says why."""

"""A connection: an organisation's access to one Piclo environment."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

from portal.core.crypto import EncryptedTextField
from portal.core.models import Stamped, Versioned
from portal.core.people import Acting
from portal.core.states import State, Tint
from portal.piclo.connection_settings import ConnectionSettings


def new_webhook_key() -> str:
    """The part of our webhook's address that cannot be guessed."""
    return get_random_string(32)


class ConnectionState(models.TextChoices):
    """Whether Piclo can be heard over a connection."""

    UNTRIED = "untried", "Not tried yet"
    WORKING = "working", "Working"
    FAILING = "failing", "Failing"
    REFUSED = "refused", "Credentials refused"


TINTS = {
    ConnectionState.UNTRIED: Tint.IDLE,
    ConnectionState.WORKING: Tint.GOOD,
    ConnectionState.FAILING: Tint.BAD,
    ConnectionState.REFUSED: Tint.BAD,
}


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Connections."""

    def visible_to(self, member: Acting) -> Self:
        """The connection of the member's organisation."""
        return self.filter(organisation_id=member.organisation_id)


class Connection(Stamped, Versioned):
    """How one organisation reaches Piclo: address, provider id and credentials, encrypted at rest.

    Which of Piclo's environments it is, is a matter of the organisation: nothing is ever mixed between the two.

    `state` and `last_word` say how the last attempts went, `heard_at` when Piclo last answered (to about ten seconds).
    """

    organisation = models.OneToOneField("accounts.Organisation", models.PROTECT, related_name="connection")
    base_url = models.CharField(max_length=200)
    provider_id = models.CharField(max_length=64)
    client_id = models.CharField(max_length=200)
    api_key = EncryptedTextField()
    webhook_secret = EncryptedTextField(blank=True)
    webhook_key = models.CharField(max_length=64, unique=True, default=new_webhook_key, editable=False)
    state = models.CharField(max_length=10, choices=ConnectionState, default=ConnectionState.UNTRIED)
    last_word = models.TextField(blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="connection_state_known",
                condition=Q(state__in=ConnectionState.values),
                violation_error_message="This state of a connection is not known.",
            ),
        ]

    def __str__(self) -> str:
        return f"Connection of {self.provider_id}"

    @property
    def environment(self) -> str:
        """ "production" or "experience"."""
        return self.organisation.environment

    @property
    def is_working(self) -> bool:
        """Whether Piclo was heard at the last attempt."""
        return self.state == ConnectionState.WORKING

    @property
    def state_shown(self) -> State:
        """The state for people."""
        return State(self.get_state_display(), TINTS[ConnectionState(self.state)], self.last_word)

    def settings(self) -> ConnectionSettings:
        """What a client needs of this connection."""
        return ConnectionSettings(
            base_url=self.base_url,
            client_id=self.client_id,
            api_key=self.api_key,
            provider_id=self.provider_id,
        )

"""Trying a connection before anything depends on it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from portal.piclo.client import PicloClient
from portal.piclo.connection_settings import ConnectionSettings
from portal.piclo.errors import PicloError, Unauthorised
from portal.piclo.models import ConnectionState
from portal.piclo.tokens import TokenCache

# Somebody waits for the answer at a form.
PATIENCE: dict[str, Any] = {"connect_timeout": 4.0, "read_timeout": 8.0, "longest_wait": 4.0, "attempts": 2}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of trying a connection: its state, and the words to show where it does not work."""

    state: ConnectionState
    words: str = ""

    @property
    def works(self) -> bool:
        """Whether Piclo answered, and for the right provider."""
        return self.state == ConnectionState.WORKING


Probe = Callable[[ConnectionSettings], Verdict]


def probe(settings: ConnectionSettings) -> Verdict:
    """Sign in afresh with these settings and ask Piclo who we are."""
    try:
        provider = PicloClient(replace(settings, **PATIENCE), tokens=TokenCache()).flex_provider()
    except Unauthorised as error:
        return Verdict(ConnectionState.REFUSED, error.words)
    except PicloError as error:
        return Verdict(ConnectionState.FAILING, error.words)
    if provider.id != settings.provider_id:
        named = f"{provider.name} ({provider.id})" if provider.name else provider.id
        words = f"These credentials belong to the Flex Provider {named}, not to {settings.provider_id}."
        return Verdict(ConnectionState.REFUSED, words)
    return Verdict(ConnectionState.WORKING)

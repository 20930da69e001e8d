"""What the Experience server's tests share."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from experience.api.tokens import issue_token
from experience.market.models import Competition, FlexProvider
from tests.experience import builders

NOW = datetime(2027, 1, 12, 10, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning; London is on UTC."""
    return NOW


@pytest.fixture
def provider(db: None) -> FlexProvider:
    return builders.provider("Hillside Flex", approved_on=["LPN"])


@pytest.fixture
def open_competition(provider: FlexProvider, now: datetime) -> Competition:
    """Open for bids since half past eight, for 2 MW of export from 17:00 to 19:00."""
    return builders.competition(now)


@pytest.fixture
def api(provider: FlexProvider, now: datetime) -> Callable[..., Client]:
    """A client that is signed in as a provider."""

    def signed_in(who: FlexProvider = provider, at: datetime = now) -> Client:
        user = builders.machine_user(who)
        token = issue_token(user.client_id, settings.SECRET_KEY, now=at, lifetime=timedelta(hours=12))
        return Client(headers={"Authorization": f"Bearer {token}"})

    return signed_in

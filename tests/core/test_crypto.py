"""Secrets at rest."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from portal.core.crypto import UndecryptableError, decrypt, encrypt


@given(st.text(min_size=1))
def test_what_was_encrypted_comes_back(text: str) -> None:
    stored = encrypt(text)
    assert decrypt(stored) == text
    assert len(text) < 4 or text not in stored


def test_nothing_stays_nothing() -> None:
    assert encrypt("") == decrypt("") == ""


def test_a_new_first_key_still_opens_what_the_old_one_closed(settings: Settings) -> None:
    stored = encrypt("secret")
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    assert decrypt(stored) == "secret"


def test_a_lost_key_is_said_and_gives_nothing_away(settings: Settings) -> None:
    stored = encrypt("secret")
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(UndecryptableError, match="FLEXDESK_ENCRYPTION_KEYS"):
        decrypt(stored)

"""Secrets at rest: encrypted with the installation's Fernet keys before they reach the database."""

from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class UndecryptableError(Exception):
    """A stored secret was encrypted with a key that this installation no longer has."""


def keyring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


def encrypt(text: str) -> str:
    return keyring().encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    """The plain text; raises UndecryptableError where no key fits."""
    if not stored:
        return ""
    try:
        return keyring().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise UndecryptableError("No key in FLEXDESK_ENCRYPTION_KEYS opens this secret.") from error


class EncryptedTextField(models.TextField[str, str]):
    """Text that is plain in Python and ciphertext in the database. It cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else encrypt(str(value))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return value if value is None else decrypt(value)

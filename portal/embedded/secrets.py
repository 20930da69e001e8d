"""The secrets of one run, made once and kept in a file that only its owner may read."""

import base64
import json
import os
import secrets
import string
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.embedded.errors import EmbeddedError

CODE = string.ascii_letters + string.digits  # of which Piclo makes its ids


@dataclass(frozen=True)
class Secrets:
    """Everything of the demo that must not be the same on two machines."""

    postgres_password: str
    broker_password: str
    django_secret: str
    experience_secret: str
    encryption_key: str
    demo_password: str
    provider_id: str
    client_id: str
    api_key: str
    webhook_secret: str
    operator_key: str


def new_secrets() -> Secrets:
    return Secrets(
        postgres_password=secrets.token_urlsafe(24),
        broker_password=secrets.token_hex(16),
        django_secret=secrets.token_urlsafe(48),
        experience_secret=secrets.token_urlsafe(48),
        encryption_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        demo_password=f"flex-{secrets.token_hex(6)}",
        provider_id="".join(secrets.choice(CODE) for _ in range(7)),
        client_id=f"client_{secrets.token_hex(8)}",
        api_key=secrets.token_urlsafe(32),
        webhook_secret=secrets.token_urlsafe(32),
        operator_key=secrets.token_urlsafe(24),
    )


def load_secrets(path: Path) -> Secrets:
    """The secrets of this folder; made when there are none yet, and completed when a newer version needs more."""
    known = read_json(path)
    made = Secrets(**{**asdict(new_secrets()), **known})
    if asdict(made) != known:
        write_private(path, json.dumps(asdict(made), indent=2) + "\n")
    return made


def read_json(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        known: dict[str, str] = json.loads(path.read_text())
    except ValueError as error:
        raise EmbeddedError(
            f"{path} cannot be read: {error}. Mend it, or begin afresh with ./dev reset."
        ) from error
    names = Secrets.__dataclass_fields__
    return {name: value for name, value in known.items() if name in names}


def write_private(path: Path, text: str) -> None:
    """Mode 0600 from its first moment, and whole or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    part.replace(path)

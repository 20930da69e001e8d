"""People and a connection for the demonstration; what they trade with comes from Piclo through the real sync."""

import json
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from portal.accounts.demo import demo_logins, ensure_demo_people
from portal.accounts.models import Organisation
from portal.piclo.models import Connection

VARIABLES = {
    "base_url": "FLEXDESK_DEMO_PICLO_URL",
    "provider_id": "FLEXDESK_DEMO_PROVIDER_ID",
    "client_id": "FLEXDESK_DEMO_CLIENT_ID",
    "api_key": "FLEXDESK_DEMO_API_KEY",
    "webhook_secret": "FLEXDESK_DEMO_WEBHOOK_SECRET",
}


class Command(BaseCommand):
    help = "Make the demonstration's organisation, people and connection. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [
            name for name in (*VARIABLES.values(), "FLEXDESK_DEMO_PASSWORD") if not os.environ.get(name)
        ]
        if missing:
            raise CommandError(f"Set {', '.join(missing)}.")
        organisation = ensure_demo_people(os.environ["FLEXDESK_DEMO_PASSWORD"])
        connection = _ensure_connection(organisation)
        said = {"logins": demo_logins(), "webhook_path": _webhook_path(connection)}
        # The last line is read by the program that starts the demonstration.
        self.stdout.write(json.dumps(said))


def _ensure_connection(organisation: Organisation) -> Connection:
    """The organisation's connection, pointed to where Experience listens this time."""
    values = {field: os.environ[name] for field, name in VARIABLES.items()}
    connection, _ = Connection.objects.update_or_create(organisation=organisation, defaults=values)
    return connection


def _webhook_path(connection: Connection) -> str:
    return reverse("dispatch:webhook", kwargs={"webhook_key": connection.webhook_key})

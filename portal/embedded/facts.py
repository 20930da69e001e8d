"""What is known of one run once its ports are picked: addresses and secrets, and the environments made of them."""

import os
from dataclasses import dataclass

from portal.embedded.paths import Var
from portal.embedded.ports import HOST
from portal.embedded.secrets import Secrets

# A run's own settings win over what happens to be in the shell; everything else is passed on.
EMBEDDED = {"PYTHONUNBUFFERED": "1"}


@dataclass(frozen=True, kw_only=True)
class Facts:
    var: Var
    secrets: Secrets
    portal_port: int
    experience_port: int
    database_url: str
    experience_database_url: str
    broker_url: str
    own_database: bool = True  # the embedded one, which nobody but the demo uses

    @property
    def portal_url(self) -> str:
        return f"http://{HOST}:{self.portal_port}"

    @property
    def experience_url(self) -> str:
        return f"http://{HOST}:{self.experience_port}"


def portal_env(facts: Facts) -> dict[str, str]:
    """The environment of every process of the portal."""
    secrets = facts.secrets
    return {
        **os.environ,
        **EMBEDDED,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": facts.database_url,
        "CELERY_BROKER_URL": facts.broker_url,
        "FLEXDESK_EMBEDDED": "1",
        "FLEXDESK_SECRET_KEY": secrets.django_secret,
        "FLEXDESK_ENCRYPTION_KEYS": secrets.encryption_key,
        "FLEXDESK_SITE_URL": facts.portal_url,
        "FLEXDESK_ALLOWED_HOSTS": f"{HOST},localhost",
        "FLEXDESK_FILES_ROOT": str(facts.var.files),
        "FLEXDESK_STATIC_ROOT": str(facts.var.static),
        # Cookies do not know ports: two demos on one machine would sign each other out.
        "FLEXDESK_SESSION_COOKIE": f"flexdesk_session_{facts.portal_port}",
        "FLEXDESK_DEMO_PICLO_URL": facts.experience_url,
        "FLEXDESK_DEMO_PROVIDER_ID": secrets.provider_id,
        "FLEXDESK_DEMO_CLIENT_ID": secrets.client_id,
        "FLEXDESK_DEMO_API_KEY": secrets.api_key,
        "FLEXDESK_DEMO_WEBHOOK_SECRET": secrets.webhook_secret,
        "FLEXDESK_DEMO_PASSWORD": secrets.demo_password,
        "FLEXDESK_DEMO_METER_FILES": str(facts.var.experience),
    }


def experience_env(facts: Facts) -> dict[str, str]:
    """The environment of every process of the Experience server."""
    secrets = facts.secrets
    return {
        **os.environ,
        **EMBEDDED,
        "DJANGO_SETTINGS_MODULE": "experience.settings",
        "EXPERIENCE_DATABASE_URL": facts.experience_database_url,
        "EXPERIENCE_SECRET_KEY": secrets.experience_secret,
        "EXPERIENCE_OPERATOR_KEY": secrets.operator_key,
        "EXPERIENCE_URL": facts.experience_url,
        "EXPERIENCE_COMPRESSED": "1",
        "EXPERIENCE_VAR": str(facts.var.experience),
        "EXPERIENCE_PROVIDER_ID": secrets.provider_id,
        "EXPERIENCE_CLIENT_ID": secrets.client_id,
        "EXPERIENCE_API_KEY": secrets.api_key,
        "EXPERIENCE_WEBHOOK_SECRET": secrets.webhook_secret,
    }

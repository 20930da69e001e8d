"""The portal and the Experience server are tested in processes of their own; each loads only its own fixtures."""

from django.conf import settings

pytest_plugins = ["tests.support.fixtures"] if settings.ROOT_URLCONF == "portal.urls" else []

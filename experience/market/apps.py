"""The market's Django app."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "experience.market"
    label = "market"
    default_auto_field = "django.db.models.BigAutoField"

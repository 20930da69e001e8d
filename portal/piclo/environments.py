"""Piclo's two environments. An organisation is on one of them, and nothing is ever mixed between the two."""

from django.db.models import TextChoices


class Environment(TextChoices):
    """Where Piclo takes what is sent: the market itself, or the practice market."""

    PRODUCTION = "production", "Production"
    EXPERIENCE = "experience", "Experience"

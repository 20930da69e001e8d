"""The sellers, and how their machines sign in."""

from django.db import models

from experience.market.models.base import Coded


class FlexProvider(Coded):
    """A company that offers flexibility: the guest of this environment, or one of the invented rivals."""

    name = models.CharField(max_length=120)
    is_rival = models.BooleanField(default=False, help_text="Invented: its bids are written by the bot.")
    created = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class MachineUser(models.Model):
    """A provider's API credential. The key itself is never kept, only its SHA-256."""

    provider = models.ForeignKey(FlexProvider, on_delete=models.PROTECT, related_name="machine_users")
    client_id = models.CharField(max_length=64, unique=True)
    api_key_sha256 = models.CharField(max_length=64)
    email = models.EmailField(help_text="How it appears on the team page.")
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.email

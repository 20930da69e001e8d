"""What the floor above found of an asset, kept here so that the portfolio can be filtered by it."""

from django.db import models
from django.db.models import Q

from assets.models.asset import Asset


class Eligibility(models.Model):
    """Where an asset would qualify by our own reading: written by whoever judges, never by people.

    Derived, and written by the hundred thousand: without a constraint to the assets whose keys it carries.

    `seen_modified_at` is the asset's `modified_at` as judged: an asset with another one is still to be judged.
    """

    asset = models.OneToOneField(
        Asset, models.CASCADE, primary_key=True, related_name="eligibility", db_constraint=False
    )
    seen_modified_at = models.DateTimeField()
    # Competitions that it fits and that had not closed when it was judged.
    competitions = models.PositiveIntegerField(default=0)
    # The last of their closes: until then it is eligible for an open competition. 1 January 2000 where there is none.
    open_until_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["open_until_at"], name="eligible_until", condition=Q(competitions__gt=0))
        ]

    def __str__(self) -> str:
        return f"Eligibility of {self.asset_id}"

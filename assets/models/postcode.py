"""Where postcodes are, for assets that have no coordinates of their own."""

from django.db import models


class PostcodePosition(models.Model):
    """The middle of one postcode, from a table that an operator of the portal loaded. Shared by all organisations."""

    # Normalised: "EH21 6AA".
    postcode = models.CharField(max_length=8, primary_key=True)
    longitude = models.FloatField()
    latitude = models.FloatField()

    def __str__(self) -> str:
        return self.postcode

"""Where a postcode is."""

from django.db import models


class PostcodePosition(models.Model):
    """The middle of a postcode, for assets that come without coordinates. The seed knows its own places."""

    postcode = models.CharField(max_length=10, primary_key=True, help_text="Upper case, one space.")
    latitude = models.FloatField()
    longitude = models.FloatField()

    def __str__(self) -> str:
        return self.postcode

"""The buyers."""

from django.db import models

from experience.market.models.base import Coded


class Operator(Coded):
    """A system operator that buys flexibility and confirms who delivers it."""

    name = models.CharField(max_length=120, unique=True)
    mpan_distributor = models.CharField(
        max_length=2, help_text="The two digits that every MPAN on this operator's network starts with."
    )

    def __str__(self) -> str:
        return self.name

"""Which columns of the list of assets somebody wants to see."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.accounts.models import Membership


class ColumnChoice(models.Model):
    """One person's columns at one organisation, by their keys; without a row they are the usual ones."""

    member = models.OneToOneField(Membership, models.CASCADE, primary_key=True, related_name="asset_columns")
    columns = ArrayField(models.CharField(max_length=40), default=list)

    def __str__(self) -> str:
        return f"Columns of {self.member_id}"

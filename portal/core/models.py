"""Columns that every row of the business carries."""

from django.db import models


class Stamped(models.Model):
    """A row that knows when it was made and last changed here (not at Piclo)."""

    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that people edit: the version they saw must still be the version that stands."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

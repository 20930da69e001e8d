"""What happened on this market, for the operator to read."""

from django.db import models


class Event(models.Model):
    """One thing that a service did: who, what, to which row, in words. Only ever added to."""

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=60, help_text="`operator`, `bot`, `clock` or a provider's name.")
    kind = models.CharField(max_length=60, help_text="`competition.confirmed` and the like.")
    subject_id = models.CharField(max_length=40, db_index=True)
    words = models.TextField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.kind}: {self.words}"

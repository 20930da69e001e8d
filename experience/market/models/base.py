"""What every row of the market shares."""

from django.db import models

from experience.market.rules.codes import new_code


class Coded(models.Model):
    """A row whose key is an opaque code that other parties see."""

    id = models.CharField(max_length=16, primary_key=True, default=new_code, editable=False)

    class Meta:
        abstract = True

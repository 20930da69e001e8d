"""A named set of assets that is offered together."""

from typing import Self

from django.db import models
from django.urls import reverse

from portal.accounts.models import Membership
from portal.core.models import Stamped


class AssetGroupQuerySet(models.QuerySet["AssetGroup"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)


class AssetGroup(Stamped):
    """A unit or a portfolio: assets that are bid, dispatched and metered together. An asset may be in several."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="asset_groups")
    name = models.CharField(max_length=120)
    assets = models.ManyToManyField("assets.Asset", related_name="groups", blank=True)

    objects = AssetGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="asset_group_name_once",
                violation_error_message="A group with this name exists.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assets:group-detail", args=[self.pk])

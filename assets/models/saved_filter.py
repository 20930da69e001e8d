"""A way to narrow the list of assets that somebody comes back to."""

from typing import Self

from django.db import models
from django.db.models import Q

from portal.accounts.models import Membership
from portal.core.models import Stamped


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, member: Membership) -> Self:
        """A member's own, and what colleagues share."""
        mine = Q(owner=member)
        return self.filter(mine | Q(is_shared=True), organisation_id=member.organisation_id)


class SavedFilter(Stamped):
    """Filters, sort and search of the list of assets under a name: its owner's, or everybody's where it is shared."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="saved_filters")
    owner = models.ForeignKey(Membership, models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=80)
    # As it stands behind the question mark of the list's address.
    query = models.TextField()
    is_shared = models.BooleanField("shared with colleagues", default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_filter_name_once",
                violation_error_message="You have a saved filter with this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

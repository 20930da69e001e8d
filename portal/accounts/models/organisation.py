"""The company that trades, and who works in it."""

from functools import cached_property
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.accounts.permissions import Permission, Role, permissions_of
from portal.core.models import Stamped
from portal.piclo.environments import Environment


class Organisation(Stamped):
    """One Flex Provider on one Piclo environment."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    environment = models.CharField(max_length=12, choices=Environment, default=Environment.EXPERIENCE)
    needs_second_approver = models.BooleanField(
        default=True, help_text="A ballot is approved by somebody other than who asked for approval."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(environment__in=Environment.values),
                name="organisation_environment_known",
                violation_error_message="The environment is Production or Experience.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_practice(self) -> bool:
        return self.environment == Environment.EXPERIENCE


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, member: "Membership") -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def active(self) -> Self:
        return self.filter(user__is_active=True)


class Membership(Stamped):
    """A person at work in an organisation: the `member` that views and services act for."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    roles = ArrayField(
        models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role]), default=list
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="membership_once",
                violation_error_message="This person is already in the organisation.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.organisation}"

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

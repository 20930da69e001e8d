"""Our offer to one competition: bids on its windows, approved and sent as one."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import Membership
from portal.core.models import Stamped, Versioned


class BallotState(models.TextChoices):
    """From the first draft to the operator's decision. `approved` waits to be sent by a task."""

    DRAFT = "draft", "Draft"
    AWAITING_APPROVAL = "awaiting_approval", "Awaiting approval"
    APPROVED = "approved", "Approved"
    SENDING = "sending", "Being sent"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"
    SUBMITTED = "submitted", "Submitted"
    REFUSED = "refused", "Refused"
    LAPSED = "lapsed", "Lapsed"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DECIDED = "decided", "Decided"
    DISCARDED = "discarded", "Discarded"


class BallotQuerySet(models.QuerySet["Ballot"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)


class Ballot(Stamped, Versioned):
    """One ballot. Once it is being sent, what it says never changes."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="ballots")
    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="ballots")
    state = models.CharField(max_length=20, choices=BallotState, default=BallotState.DRAFT)
    # Empty stands for all assets that Piclo has qualified when it is sent.
    assets = models.ManyToManyField("assets.Asset", related_name="ballots", blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_back_reason = models.TextField(blank=True)

    piclo_id = models.CharField(max_length=64, blank=True)
    # SHA-256 of the content that was or is being sent: by it an unconfirmed ballot is recognised at Piclo.
    digest = models.CharField(max_length=64, blank=True)
    sending_since = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    last_word = models.TextField(blank=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BallotState.values),
                name="ballot_state_known",
                violation_error_message="Unknown state of a ballot.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "piclo_id"], name="ballot_piclo_id_once", condition=~Q(piclo_id="")
            ),
            models.UniqueConstraint(
                fields=["competition"],
                name="ballot_one_on_its_way",
                condition=Q(state__in=["draft", "awaiting_approval", "approved", "sending", "unconfirmed"]),
                violation_error_message="Another ballot for this competition is being prepared or sent.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ballot for {self.competition}"

    def get_absolute_url(self) -> str:
        return reverse("bidding:ballot-detail", args=[self.pk])

"""Our offer to one competition: bids on its windows, approved and sent as one."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from bidding.rules.errors import BiddingError
from bidding.rules.transitions import ON_ITS_WAY, may_go
from portal.accounts.models import Membership
from portal.core.models import Stamped, Versioned
from portal.core.states import State, Tint


class BallotState(models.TextChoices):
    """From the first draft to the operator's decision. `approved` waits to be sent by a task."""

    DRAFT = "draft", "Draft"
    AWAITING_APPROVAL = "awaiting_approval", "Awaiting approval"
    APPROVED = "approved", "Approved"
    SENDING = "sending", "Being sent"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"
    SUBMITTED = "submitted", "Submitted"
    WITHDRAWING = "withdrawing", "Being withdrawn"
    REFUSED = "refused", "Refused"
    LAPSED = "lapsed", "Lapsed"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DECIDED = "decided", "Decided"
    DISCARDED = "discarded", "Discarded"


TINTS = {
    BallotState.DRAFT: Tint.IDLE,
    BallotState.AWAITING_APPROVAL: Tint.ACT,
    BallotState.APPROVED: Tint.RUN,
    BallotState.SENDING: Tint.RUN,
    BallotState.UNCONFIRMED: Tint.ACT,
    BallotState.SUBMITTED: Tint.GOOD,
    BallotState.WITHDRAWING: Tint.RUN,
    BallotState.REFUSED: Tint.BAD,
    BallotState.LAPSED: Tint.BAD,
    BallotState.DECIDED: Tint.GOOD,
}


class Origin(models.TextChoices):
    """Where a ballot was made. Those made on Piclo's own pages are read back and only shown."""

    PORTAL = "portal", "Made here"
    PICLO = "piclo", "Made at Piclo"


class WrongState(BiddingError):
    """A ballot cannot go where somebody or something wanted it to go."""


class BallotQuerySet(models.QuerySet["Ballot"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def on_its_way(self) -> Self:
        return self.filter(state__in=ON_ITS_WAY)

    def standing(self) -> Self:
        """Those that Piclo counts as our offer, as far as we know."""
        return self.filter(state__in=[BallotState.SUBMITTED, BallotState.WITHDRAWING])


class Ballot(Stamped, Versioned):
    """One ballot. Once it is being sent, what it says never changes."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="ballots")
    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="ballots")
    state = models.CharField(max_length=20, choices=BallotState, default=BallotState.DRAFT)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    # The ballot that this one takes the place of, once it is submitted.
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replacements")
    all_assets = models.BooleanField(
        "all qualified assets",
        default=True,
        help_text="All that Piclo has qualified when the ballot is sent.",
    )
    # Those that stand behind the ballot where it names its assets.
    assets = models.ManyToManyField("assets.Asset", related_name="ballots", blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_back_reason = models.TextField(blank=True)

    piclo_id = models.CharField("Piclo's id", max_length=64, blank=True)
    # SHA-256 of the content that was or is being sent: by it an unconfirmed ballot is recognised at Piclo.
    digest = models.CharField(max_length=64, blank=True)
    # What was sent, in the form of rules.content.to_plain.
    sent = models.JSONField(default=dict, blank=True)
    sending_since = models.DateTimeField(null=True, blank=True)
    # The first look at Piclo, since the last send, that did not find it.
    first_unfound_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Not to be tried before this instant.
    try_after = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Piclo's words, or ours about Piclo, in the state it is in.
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
                condition=Q(state__in=ON_ITS_WAY),
                violation_error_message="Another ballot for this competition is being prepared or sent.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "sending", "unconfirmed"]) | Q(approved_by__isnull=False),
                name="ballot_sent_only_if_approved",
                violation_error_message="Nothing is sent that nobody approved.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "unconfirmed"])
                | (~Q(digest="") & Q(sending_since__isnull=False)),
                name="ballot_sending_has_digest",
                violation_error_message="What is being sent is written down first.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "withdrawing"]) | ~Q(piclo_id=""),
                name="ballot_submitted_has_piclo_id",
                violation_error_message="A submitted ballot carries Piclo's id.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="ballot_by_state"),
            models.Index(
                fields=["state", "try_after"],
                name="ballot_to_send",
                condition=Q(state__in=["approved", "sending", "unconfirmed", "withdrawing"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Ballot for {self.competition}"

    def get_absolute_url(self) -> str:
        return reverse("bidding:ballot-detail", args=[self.pk])

    def move(self, to: BallotState) -> None:
        """Go to another state, if the table of transitions has that way; saving it is the caller's part."""
        if not may_go(self.state, to):
            raise WrongState(f"This ballot is {self.get_state_display().lower()}.")
        self.state = to

    @property
    def state_shown(self) -> State:
        """The state as a word with its tint, and Piclo's last word as the reason."""
        word = "Waiting to be sent" if self.state == BallotState.APPROVED else self.get_state_display()
        return State(word, TINTS.get(BallotState(self.state), Tint.IDLE), self.last_word)

    @property
    def is_draft(self) -> bool:
        return self.state == BallotState.DRAFT

    @property
    def is_ours(self) -> bool:
        """Made in this portal, not on Piclo's own pages."""
        return self.origin == Origin.PORTAL

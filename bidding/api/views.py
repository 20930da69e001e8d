"""Ballots, results and contracts over the API: the same reads and the same verbs as the pages."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bidding.api import serializers as shapes
from bidding.filters import BallotFilter, ObligationFilter, ResultFilter
from bidding.models import Ballot, Bid, Obligation
from bidding.rules.checks import ballot_faults
from bidding.rules.errors import BiddingError
from bidding.rules.transitions import NOT_SENT
from bidding.selectors.lists import obligations_for_list, results_for_list
from bidding.selectors.market import market_for
from bidding.services import (
    approve_ballot,
    ask_for_approval,
    copy_ballot,
    discard_ballot,
    draft_ballot,
    save_draft,
    send_back,
    withdraw_ballot,
)
from competitions.models import Competition
from portal.accounts.api_access import member_of, needs
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.core.api import Refused

VIEW, DRAFT, APPROVE = map(needs, (Permission.BIDS_VIEW, Permission.BIDS_DRAFT, Permission.BIDS_APPROVE))


def done(deed: Callable[[], Ballot], status: int = 200) -> Response:
    """Do it; a rule of bidding that says no is 409 with its words."""
    try:
        ballot = deed()
    except BiddingError as error:
        raise Refused(str(error)) from error
    return Response(detail_of(ballot, timezone.now()), status=status)


def detail_of(ballot: Ballot, now: datetime) -> dict[str, Any]:
    """The ballot as the API shows it, with its faults."""
    found = Ballot.objects.select_related("competition").prefetch_related("bids", "assets").get(pk=ballot.pk)
    faults = []
    if found.state in NOT_SENT:
        faults = ballot_faults([bid.offer for bid in found.bids.all()], market_for(found), now)
    found.faults = faults  # type: ignore[attr-defined]
    return dict(shapes.BallotDetailSerializer(found).data)


class BallotsView(GenericAPIView[Ballot]):
    """Ballots of the member's organisation."""

    serializer_class = shapes.BallotSerializer
    permission_classes = [VIEW]
    queryset = Ballot.objects.none()

    def get_permissions(self) -> list[BasePermission]:
        """Looking and drafting are two permissions."""
        return [VIEW()] if self.request.method in {"GET", "HEAD", "OPTIONS", None} else [DRAFT()]

    def get_queryset(self) -> QuerySet[Ballot]:
        ballots = Ballot.objects.visible_to(member_of(self.request)).select_related("competition")
        return ballots.prefetch_related("bids", "assets").order_by("-pk")


class BallotList(ListModelMixin, BallotsView):
    """Ballots, the newest first."""

    filterset_class = BallotFilter

    def get(self, request: Request) -> Response:
        """Ballots, narrowed like the page."""
        return self.list(request)

    @extend_schema(request=shapes.NewBallotSerializer, responses={201: shapes.BallotDetailSerializer})
    def post(self, request: Request) -> Response:
        """Begin a ballot for a competition, or go on with the one that is being prepared."""
        body = shapes.NewBallotSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        by = member_of(request)
        competitions = Competition.objects.visible_to(by)
        competition = get_object_or_404(competitions, pk=body.validated_data["competition"])
        return done(lambda: draft_ballot(competition=competition, by=by, now=timezone.now()), status=201)


class BallotDetail(BallotsView):
    """One ballot."""

    @extend_schema(responses=shapes.BallotDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The ballot with its bids and faults."""
        return Response(detail_of(self.get_object(), timezone.now()))

    @extend_schema(request=shapes.DraftSerializer, responses=shapes.BallotDetailSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Save the draft, faults and all."""
        ballot, by = self.get_object(), member_of(request)
        body = shapes.DraftSerializer(data=request.data, context={"member": by})
        body.is_valid(raise_exception=True)
        return done(
            lambda: save_draft(
                ballot=ballot,
                version=body.validated_data["version"],
                offers=body.offers(),
                behind_it=body.behind(),
                by=by,
                now=timezone.now(),
            )
        )


class BallotVerb(ABC, APIView):
    """A deed on a ballot."""

    permission_classes = [DRAFT]
    body: type[shapes.VersionSerializer] | type[shapes.ReasonSerializer] | None = None

    @abstractmethod
    def deed(self, ballot: Ballot, said: dict[str, Any], by: Membership, now: datetime) -> Ballot:
        """What is done."""

    def run(self, request: Request, pk: int) -> Response:
        """Find the ballot, read the body, do the deed."""
        by = member_of(request)
        ballot = get_object_or_404(Ballot.objects.visible_to(by), pk=pk)
        said: dict[str, Any] = {}
        if self.body is not None:
            body = self.body(data=request.data)
            body.is_valid(raise_exception=True)
            said = body.validated_data
        return done(lambda: self.deed(ballot, said, by, timezone.now()))


class BallotAsk(BallotVerb):
    body = shapes.VersionSerializer

    @extend_schema(request=shapes.VersionSerializer, responses=shapes.BallotDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Ask for approval of a draft without faults."""
        return self.run(request, pk)

    def deed(self, ballot: Ballot, said: dict[str, Any], by: Membership, now: datetime) -> Ballot:
        return ask_for_approval(ballot=ballot, version=said["version"], by=by, now=now)


class BallotApprove(BallotVerb):
    permission_classes = [APPROVE]
    body = shapes.VersionSerializer

    @extend_schema(request=shapes.VersionSerializer, responses=shapes.BallotDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Approve the version that was seen; it is sent to Piclo."""
        return self.run(request, pk)

    def deed(self, ballot: Ballot, said: dict[str, Any], by: Membership, now: datetime) -> Ballot:
        return approve_ballot(ballot=ballot, version=said["version"], by=by, now=now)


class BallotSendBack(BallotVerb):
    body = shapes.ReasonSerializer

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.BallotDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Make a ballot that is not sent yet a draft again."""
        return self.run(request, pk)

    def deed(self, ballot: Ballot, said: dict[str, Any], by: Membership, now: datetime) -> Ballot:
        return send_back(ballot=ballot, reason=said["reason"], by=by, now=now)


class BallotWithdraw(BallotVerb):
    @extend_schema(request=None, responses=shapes.BallotDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Take a submitted ballot back, until bidding closes."""
        return self.run(request, pk)

    def deed(self, ballot: Ballot, said: dict[str, Any], by: Membership, now: datetime) -> Ballot:
        return withdraw_ballot(ballot=ballot, by=by, now=now)


class BallotDiscard(BallotVerb):
    @extend_schema(request=None, responses=shapes.BallotDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Throw a draft away."""
        return self.run(request, pk)

    def deed(self, ballot: Ballot, said: dict[str, Any], by: Membership, now: datetime) -> Ballot:
        return discard_ballot(ballot=ballot, by=by, now=now)


class BallotCopy(BallotVerb):
    @extend_schema(request=None, responses=shapes.BallotDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """A new draft that says the same: to mend what was refused, or to change what was submitted."""
        return self.run(request, pk)

    def deed(self, ballot: Ballot, said: dict[str, Any], by: Membership, now: datetime) -> Ballot:
        return copy_ballot(ballot=ballot, by=by, now=now)


class ResultList(ListAPIView[Bid]):
    """Bids that operators decided, the newest first."""

    serializer_class = shapes.ResultSerializer
    permission_classes = [VIEW]
    filterset_class = ResultFilter
    queryset = Bid.objects.none()

    def get_queryset(self) -> QuerySet[Bid]:
        return results_for_list(member_of(self.request)).order_by("-decided_at", "-pk")


class ObligationsView(GenericAPIView[Obligation]):
    """Contracts of the member's organisation."""

    serializer_class = shapes.ObligationSerializer
    permission_classes = [VIEW]
    queryset = Obligation.objects.none()

    def get_queryset(self) -> QuerySet[Obligation]:
        rows = obligations_for_list(member_of(self.request))
        return rows.prefetch_related("assets").order_by("-end_on", "-pk")


class ObligationList(ObligationsView, ListAPIView[Obligation]):
    """Contracts, those that end last first."""

    filterset_class = ObligationFilter


class ObligationDetail(ObligationsView, RetrieveAPIView[Obligation]):
    """One contract."""

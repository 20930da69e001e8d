"""Ballots, bids and contracts for operators of the portal: looked at, never changed past their rules."""

from django.contrib import admin

from bidding.models import Ballot, Bid, Obligation
from portal.core.admin import ReadOnly


@admin.register(Ballot)
class BallotAdmin(ReadOnly, admin.ModelAdmin[Ballot]):
    list_display = ("competition", "organisation", "state", "origin", "piclo_id", "submitted_at", "attempts")
    list_filter = ("organisation", "state", "origin")
    list_select_related = ("competition", "organisation")
    search_fields = ("piclo_id", "competition__name", "competition__reference", "digest")


@admin.register(Bid)
class BidAdmin(ReadOnly, admin.ModelAdmin[Bid]):
    list_display = (
        "service_window",
        "ballot",
        "position",
        "capacity_mw",
        "utilisation_price",
        "result",
        "piclo_id",
    )
    list_filter = ("result",)
    list_select_related = ("service_window", "ballot__competition")
    search_fields = ("piclo_id", "ballot__piclo_id", "service_window__name")


@admin.register(Obligation)
class ObligationAdmin(ReadOnly, admin.ModelAdmin[Obligation]):
    list_display = (
        "piclo_id",
        "organisation",
        "competition",
        "capacity_mw",
        "start_on",
        "end_on",
        "status",
        "gone_at",
    )
    list_filter = ("organisation", "status")
    list_select_related = ("competition", "organisation")
    search_fields = ("piclo_id", "competition__name", "competition__reference")

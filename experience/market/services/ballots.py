"""Handing ballots in and taking them back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from experience.market.errors import Refused
from experience.market.models import Ballot, BallotStatus, Bid, Competition, FlexProvider, ServiceWindow
from experience.market.rules.bids import OfferedBid, WindowTerms, ballot_errors
from experience.market.rules.rates import complete_rates
from experience.market.rules.stages import Stage
from experience.market.rules.text import instant_text
from experience.market.services.events import note
from experience.market.services.standing import Standing, standing_of


@dataclass(frozen=True)
class OfferedAssets:
    """The assets named in a ballot."""

    flex: Sequence[str]
    planned: Sequence[str]


@transaction.atomic
def submit_ballot(
    provider: FlexProvider,
    competition_id: str,
    bids: Sequence[OfferedBid],
    assets: OfferedAssets | None,
    *,
    now: datetime,
) -> Ballot:
    """Take a provider's ballot, in place of its earlier one. Without named assets all of its qualified ones count.

    Raises Refused outside the bidding hours or when a bid breaks a rule.
    """
    competition = Competition.objects.select_for_update().get(pk=competition_id)
    refuse_unless_open(competition, now)
    chosen = _chosen(standing_of(provider, competition), assets)
    terms = {window.pk: window_terms(window) for window in competition.service_windows.all()}
    _refuse_bad_bids(bids, terms, competition, chosen)
    competition.ballots.filter(provider=provider, status=BallotStatus.SUBMITTED).update(
        status=BallotStatus.SUPERSEDED
    )
    ballot = Ballot.objects.create(
        provider=provider,
        competition=competition,
        flex_asset_ids=list(chosen.flex),
        planned_asset_ids=list(chosen.planned),
        created=now,
    )
    add_bids(ballot, bids, terms)
    words = f"{provider}: a ballot of {len(bids)} for {competition.reference}"
    note("ballot.submitted", ballot.pk, words, by=provider.name, now=now)
    return ballot


def _refuse_bad_bids(
    bids: Sequence[OfferedBid], terms: dict[str, WindowTerms], competition: Competition, chosen: Standing
) -> None:
    if not bids:
        raise Refused({"bids": ["This list may not be empty."]})
    errors = ballot_errors(bids, terms, competition.type, chosen.total)
    if any(errors):
        raise Refused({"bids": errors})


@transaction.atomic
def withdraw_ballot(ballot: Ballot, *, now: datetime) -> None:
    """Take a ballot back, with all its bids. Only until bidding closes, and only the one that counts."""
    competition = Competition.objects.select_for_update().get(pk=ballot.competition_id)
    refuse_unless_open(competition, now)
    ballot.refresh_from_db()
    if ballot.status == BallotStatus.WITHDRAWN:
        return
    if ballot.status != BallotStatus.SUBMITTED:
        raise Refused(f"The ballot is already {ballot.status}.")
    ballot.status = BallotStatus.WITHDRAWN
    ballot.save(update_fields=["status"])
    words = f"{ballot.provider}: ballot for {competition.reference} taken back"
    note("ballot.withdrawn", ballot.pk, words, by=ballot.provider.name, now=now)


def refuse_unless_open(competition: Competition, now: datetime) -> None:
    """Raise Refused, in words, unless bids are taken at this instant."""
    stage = competition.stage(now)
    if competition.visibility_only:
        raise Refused("This competition is for information only and takes no bids.")
    if stage in {Stage.CLOSED, Stage.CONFIRMED, Stage.ARCHIVED}:
        raise Refused(f"Bidding closed at {instant_text(competition.closed)}.")
    if stage != Stage.OPEN:
        raise Refused(f"Bidding opens at {instant_text(competition.open)}.")


def window_terms(window: ServiceWindow) -> WindowTerms:
    return WindowTerms(
        capacity_required=window.capacity_required,
        minimum_size=window.minimum_aggregate_asset_size,
        fixed_rates={rate["type"]: Decimal(rate["value"]) for rate in window.fixed_rates},
    )


def add_bids(ballot: Ballot, bids: Iterable[OfferedBid], terms: dict[str, WindowTerms]) -> None:
    """Write a ballot's bids, with the fixed prices filled in."""
    Bid.objects.bulk_create(
        Bid(
            ballot=ballot,
            service_window_id=bid.service_window_id,
            capacity=bid.capacity,
            max_runtime=bid.max_runtime,
            rates=complete_rates(
                bid.rates, ballot.competition.type, terms[bid.service_window_id].fixed_rates
            ),
        )
        for bid in bids
    )


def _chosen(standing: Standing, assets: OfferedAssets | None) -> Standing:
    if not standing.flex and not standing.planned:
        raise Refused("None of your assets is qualified for this competition.")
    if assets is None:
        return standing
    errors = {
        "flex": [
            f"{pk} is not qualified for this competition." for pk in assets.flex if pk not in standing.flex
        ],
        "planned": [
            f"{pk} is not a planned asset of this competition."
            for pk in assets.planned
            if pk not in standing.planned
        ],
    }
    found = {name: words for name, words in errors.items() if words}
    if found:
        raise Refused({"assets": found})
    if not assets.flex and not assets.planned:
        raise Refused({"assets": ["Name at least one asset, or leave assets out for all qualified ones."]})
    return Standing(
        flex={pk: standing.flex[pk] for pk in assets.flex},
        planned={pk: standing.planned[pk] for pk in assets.planned},
    )

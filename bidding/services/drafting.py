"""Drafts: begun, changed, copied, thrown away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from assets.models import Asset
from bidding.models import PRICE_FIELDS, Ballot, BallotState, Bid
from bidding.rules.values import Offer, numbered
from bidding.selectors.content import bids_in_words
from bidding.selectors.market import Behind, behind, windows_of
from bidding.services.errors import NotAllowed
from bidding.services.locking import lock_ballot, record_deed
from competitions.models import Competition
from portal.accounts.models import Membership


@transaction.atomic
def draft_ballot(*, competition: Competition, by: Membership, now: datetime) -> Ballot:
    """The ballot being prepared for a competition: the one that there is, else a new draft.

    Where a ballot stands at Piclo the draft starts from it and takes its place once it is submitted.
    """
    _lock_competition(competition, now)
    under_way = Ballot.objects.visible_to(by).on_its_way().filter(competition=competition).first()
    if under_way is not None:
        return under_way
    standing = (
        Ballot.objects.visible_to(by).standing().filter(competition=competition).order_by("-pk").first()
    )
    return _new_draft(competition, standing, by, now)


@transaction.atomic
def copy_ballot(*, ballot: Ballot, by: Membership, now: datetime) -> Ballot:
    """A new draft that says what `ballot` says: the way back from a refusal, and the way to change what was sent."""
    _lock_competition(ballot.competition, now)
    under_way = (
        Ballot.objects.visible_to(by).on_its_way().filter(competition_id=ballot.competition_id).first()
    )
    if under_way is not None:
        raise NotAllowed(f"Another ballot for this competition is {under_way.get_state_display().lower()}.")
    return _new_draft(ballot.competition, ballot, by, now)


@transaction.atomic
def save_draft(
    *,
    ballot: Ballot,
    version: int,
    offers: Sequence[Offer],
    behind_it: Behind,
    by: Membership,
    now: datetime,
) -> Ballot:
    """Write what a draft says, faults and all. StaleVersion where somebody saved since `version`."""
    locked = lock_ballot(ballot, by, version)
    if not locked.is_draft:
        raise NotAllowed(f"This ballot is {locked.get_state_display().lower()} and cannot be changed.")
    known = {window.pk for window in windows_of(locked.competition)}
    if any(offer.window not in known for offer in offers):
        raise NotAllowed("A window does not belong to this competition.")
    before = _in_words(locked)
    _write(locked, offers, behind_it)
    after = _in_words(locked)
    locked.version += 1
    locked.drafted_by = by.user
    locked.save()
    if before != after:
        record_deed(locked, "ballot.changed", by, now, before, after)
    return locked


@transaction.atomic
def discard_ballot(*, ballot: Ballot, by: Membership, now: datetime) -> Ballot:
    """Throw a draft away; its rows stay for the record."""
    locked = lock_ballot(ballot, by)
    locked.move(BallotState.DISCARDED)
    locked.save()
    record_deed(locked, "ballot.discarded", by, now, {"state": BallotState.DRAFT}, {"state": locked.state})
    return locked


def _lock_competition(competition: Competition, now: datetime) -> None:
    """Two people who begin at once get the same draft, not one an error."""
    locked = Competition.objects.select_for_update().get(pk=competition.pk)
    if locked.closed_at is None or now >= locked.closed_at:
        raise NotAllowed("Bidding has closed in this competition.")


def _new_draft(competition: Competition, pattern: Ballot | None, by: Membership, now: datetime) -> Ballot:
    ballot = Ballot.objects.create(
        organisation_id=by.organisation_id,
        competition=competition,
        drafted_by=by.user,
        replaces=pattern,
    )
    if pattern is not None:
        offers = [bid.offer for bid in pattern.bids.all()]
        _write(ballot, offers, behind(pattern))
    record_deed(ballot, "ballot.drafted", by, now, {}, _in_words(ballot))
    return ballot


def _write(ballot: Ballot, offers: Sequence[Offer], behind_it: Behind) -> None:
    ballot.bids.all().delete()
    Bid.objects.bulk_create(
        Bid(
            ballot=ballot,
            service_window_id=offer.window,
            position=offer.position,
            capacity_mw=offer.capacity_mw,
            max_runtime=offer.max_runtime,
            **{PRICE_FIELDS[rate]: price for rate, price in offer.prices.items()},
        )
        for offer in numbered(offers)
    )
    ballot.all_assets = behind_it.all_assets
    ballot.save(update_fields=["all_assets", "modified_at"])
    ours = Asset.objects.filter(organisation_id=ballot.organisation_id, pk__in=behind_it.chosen)
    ballot.assets.set(() if behind_it.all_assets else ours)


def _in_words(ballot: Ballot) -> dict[str, Any]:
    bids = ballot.bids.select_related("service_window").order_by("service_window_id", "position")
    names = [] if ballot.all_assets else list(ballot.assets.order_by("name").values_list("name", flat=True))
    return {"bids": bids_in_words(bids), "assets": "all" if ballot.all_assets else names}

"""Piclo's word on where we may bid: what it lists stands, what it no longer lists is marked gone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from competitions.models import Competition, Opportunity
from competitions.rules.fields import opportunity_values
from competitions.sync.competitions import Item, mirror
from portal.core.bulk import upsert_changed
from portal.core.misfits import misfit
from portal.piclo.client import PicloClient
from portal.piclo.errors import NotFound
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection
from portal.piclo.wire import BiddingOpportunity, Page, Refusal

UNKNOWN = "Piclo lists an opportunity in a competition that it does not show."


@dataclass
class OpportunityPull:
    """One reading of all opportunities.

    A competition that is not mirrored yet is fetched at once: its own feed may come too late for a short bidding.
    """

    organisation_id: int
    seen: set[str] = field(default_factory=set)
    fetched: list[Item] = field(default_factory=list)

    def pages(self, client: PicloClient) -> Iterator[Page[BiddingOpportunity]]:
        """Piclo's pages, each with the competitions that are new to us at hand."""
        for page in client.list_bidding_opportunities():
            listed = {item.value.competition_id for item in page.items}
            for piclo_id in sorted(listed - self._known(listed).keys()):
                try:
                    self.fetched.append(client.get_competition(piclo_id))
                except NotFound:
                    continue
            yield page

    def apply(self, connection: Connection, page: Page[BiddingOpportunity], now: datetime) -> Tally:
        """Store one page, its new competitions first."""
        mirror(self.organisation_id, self.fetched, page.refused, now)
        self.fetched = []
        self.seen.update(refusal.ref for refusal in page.refused)
        known = self._known({item.value.competition_id for item in page.items})
        rows = []
        for item in page.items:
            piclo_id = item.value.competition_id
            if piclo_id in self.seen:
                continue
            self.seen.add(piclo_id)
            row = {
                "organisation_id": self.organisation_id,
                "competition_id": known.get(piclo_id),
                **opportunity_values(item.value),
                "raw": item.raw,
                "gone_at": None,
                "created_at": now,
            }
            fault = misfit(Opportunity, row) if piclo_id in known else UNKNOWN
            if fault:
                page.refused.append(Refusal(piclo_id, fault, item.raw))
            else:
                rows.append(row)
        done = upsert_changed(
            Opportunity, rows, key=["competition_id"], keep=["created_at"], touch={"modified_at": now}
        )
        return Tally(len(done.created), len(done.changed), done.unchanged)

    def finish(self, connection: Connection, now: datetime) -> Tally:
        """Mark the opportunities that Piclo no longer lists: bidding closed, or we no longer qualify."""
        standing = Opportunity.objects.filter(organisation_id=self.organisation_id).standing()
        listed = standing.values_list("pk", "competition__piclo_id")
        gone = [pk for pk, piclo_id in listed if piclo_id not in self.seen]
        if gone:
            Opportunity.objects.filter(pk__in=gone).update(gone_at=now, modified_at=now)
        return Tally(gone=len(gone))

    def _known(self, piclo_ids: set[str]) -> dict[str, int]:
        mine = Competition.objects.filter(organisation_id=self.organisation_id, piclo_id__in=piclo_ids)
        return dict(mine.values_list("piclo_id", "pk"))

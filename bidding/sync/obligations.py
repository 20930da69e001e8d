"""The feed of obligations: contracts from accepted bids, their assets, and the bids they come from."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from assets.models import Asset
from bidding.models import PRICE_FIELDS, Bid, Obligation
from bidding.rules.rates import Rate
from competitions.models import ServiceWindow
from portal.audit.services import record_event
from portal.core.bulk import upsert_changed
from portal.piclo.client import PicloClient
from portal.piclo.errors import NotFound
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection
from portal.piclo.wire import Obligation as WireObligation
from portal.piclo.wire import Page, Received, Refusal

RULE = "obligations"
Item = Received[WireObligation]


class ObligationsPull:
    """One reading of the obligations of a connection. Assets are asked for where one is new or changed."""

    def __init__(self, connection: Connection) -> None:
        self._organisation_id = connection.organisation_id
        self._assets: dict[str, list[str]] = {}
        self._seen: set[str] = set()

    def pages(self, client: PicloClient) -> Iterator[Page[WireObligation]]:
        """Pages of obligations; before each is stored, the assets that it needs are at hand."""
        for page in client.list_obligations():
            standing = {piclo_id: (assets, raw) for piclo_id, assets, raw in self._standing(page)}
            self._assets = {
                item.value.id: standing[item.value.id][0]
                if item.value.id in standing and not _changed(item, standing[item.value.id][1])
                else _obligated_assets(client, item.value)
                for item in page.items
            }
            self._seen |= {item.value.id for item in page.items} | {refusal.ref for refusal in page.refused}
            yield page

    def apply(self, connection: Connection, page: Page[WireObligation], now: datetime) -> Tally:
        """Store one page and link it to bids and assets."""
        return store_obligations(self._organisation_id, page, self._assets, now)

    def finish(self, connection: Connection, now: datetime) -> Tally:
        """Mark what Piclo no longer lists."""
        mine = Obligation.objects.filter(organisation_id=self._organisation_id, gone_at=None)
        return Tally(gone=mine.exclude(piclo_id__in=self._seen).update(gone_at=now, modified_at=now))

    def _standing(self, page: Page[WireObligation]) -> Sequence[tuple[str, list[str], dict[str, Any]]]:
        ids = [item.value.id for item in page.items]
        rows = Obligation.objects.filter(organisation_id=self._organisation_id, piclo_id__in=ids)
        return list(rows.values_list("piclo_id", "asset_piclo_ids", "raw"))


def _changed(item: Item, raw: dict[str, Any]) -> bool:
    """Whether Piclo says that the obligation changed; without its stamp, whether its assets did."""
    return any(item.raw.get(name) != raw.get(name) for name in ("modified", "assets"))


def _obligated_assets(client: PicloClient, obligation: WireObligation) -> list[str]:
    try:
        pages = client.list_obligated_assets(obligation.id)
        return sorted({asset.value.id for page in pages for asset in page.items})
    except NotFound:
        return sorted(obligation.assets)


def store_obligations(
    organisation_id: int, page: Page[WireObligation], assets: dict[str, list[str]], now: datetime
) -> Tally:
    """Insert or update a page. An obligation of a window that is not known here is refused, and taken later."""
    windows = _windows(organisation_id, page)
    bids = dict(
        Bid.objects.filter(
            ballot__organisation_id=organisation_id, piclo_id__in=[item.value.bid_id for item in page.items]
        )
        .exclude(piclo_id="")
        .values_list("piclo_id", "pk")
    )
    rows = []
    for item in page.items:
        window = windows.get((item.value.competition_id, item.value.service_window_id))
        if window is None:
            page.refused.append(Refusal(item.value.id, "Its service window is not known here yet.", item.raw))
            continue
        row = _row(organisation_id, item, window, bids.get(item.value.bid_id), assets[item.value.id])
        rows.append(row | {"created_at": now})
    written = upsert_changed(
        Obligation,
        rows,
        key=["organisation_id", "piclo_id"],
        keep=["created_at"],
        touch={"modified_at": now},
    )
    _record_created(organisation_id, written.created, now)
    link_assets(organisation_id, [row["piclo_id"] for row in rows])
    return Tally(created=len(written.created), changed=len(written.changed), unchanged=written.unchanged)


def _windows(organisation_id: int, page: Page[WireObligation]) -> dict[tuple[str, str], tuple[int, int]]:
    """(competition, window) in Piclo's ids to ours."""
    rows = ServiceWindow.objects.filter(
        period__competition__organisation_id=organisation_id,
        piclo_id__in={item.value.service_window_id for item in page.items},
    ).values_list("period__competition__piclo_id", "piclo_id", "period__competition_id", "pk")
    return {(competition, window): (competition_pk, pk) for competition, window, competition_pk, pk in rows}


def _row(
    organisation_id: int, item: Item, window: tuple[int, int], bid: int | None, assets: list[str]
) -> dict[str, Any]:
    value = item.value
    prices = {rate.type: rate.value for rate in value.rates}
    return {
        "organisation_id": organisation_id,
        "piclo_id": value.id,
        "bid_id": bid,
        "competition_id": window[0],
        "service_window_id": window[1],
        "start_on": value.start,
        "end_on": value.end,
        "capacity_mw": value.capacity,
        "status": value.status,
        "asset_piclo_ids": assets,
        "raw": item.raw,
        "gone_at": None,
        **{PRICE_FIELDS[rate]: prices.get(rate) for rate in Rate},
    }


def _record_created(organisation_id: int, pks: list[int], now: datetime) -> None:
    for obligation in Obligation.objects.filter(pk__in=pks).order_by("pk"):
        record_event(
            kind="obligation.created",
            organisation_id=organisation_id,
            subject=obligation,
            at=now,
            rule=RULE,
            after={"capacity_mw": str(obligation.capacity_mw), "bid": obligation.bid_id},
        )


def link_assets(organisation_id: int, piclo_ids: list[str]) -> None:
    """Link the assets in `asset_piclo_ids`, as far as they are known. Where all is in step nothing is written."""
    links = Obligation.assets.through
    obligations = Obligation.objects.filter(organisation_id=organisation_id, piclo_id__in=piclo_ids)
    wanted_ids = dict(obligations.values_list("pk", "asset_piclo_ids"))
    every_id = {piclo_id for ids in wanted_ids.values() for piclo_id in ids}
    known = dict(
        Asset.objects.filter(organisation_id=organisation_id, piclo_id__in=every_id).values_list(
            "piclo_id", "pk"
        )
    )
    wanted = {(pk, known[each]) for pk, ids in wanted_ids.items() for each in ids if each in known}
    standing = {
        (obligation, asset): pk
        for pk, obligation, asset in links.objects.filter(obligation_id__in=wanted_ids).values_list(
            "pk", "obligation_id", "asset_id"
        )
    }
    too_many = [pk for link, pk in standing.items() if link not in wanted]
    if too_many:
        links.objects.filter(pk__in=too_many).delete()
    links.objects.bulk_create(
        [links(obligation_id=pk, asset_id=asset) for pk, asset in sorted(wanted - standing.keys())],
        ignore_conflicts=True,
    )

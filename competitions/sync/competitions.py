"""Piclo's competitions, with their periods and windows, brought into ours: set-based, only rows that differ."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from competitions.models import Competition, ServicePeriod, ServiceWindow
from competitions.rules.fields import Values, competition_values, period_values, window_values
from portal.core.bulk import Upserted, upsert_changed
from portal.core.misfits import misfit
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection
from portal.piclo.wire import Competition as PicloCompetition
from portal.piclo.wire import Page, Received, Refusal

Item = Received[PicloCompetition]


@dataclass
class CompetitionPull:
    """One reading of all competitions: stored page by page; at the end what no page held is marked gone."""

    seen: set[str] = field(default_factory=set)

    def apply(self, connection: Connection, page: Page[PicloCompetition], now: datetime) -> Tally:
        """Store one page. Competitions that cannot be stored join the page's refused ones, whole."""
        self.seen.update(refusal.ref for refusal in page.refused)
        new = [item for item in page.items if item.value.id not in self.seen]
        self.seen.update(item.value.id for item in new)
        return mirror(connection.organisation_id, new, page.refused, now)

    def finish(self, connection: Connection, now: datetime) -> Tally:
        """Mark the competitions that Piclo no longer lists."""
        standing = Competition.objects.filter(organisation_id=connection.organisation_id, gone_at=None)
        gone = [pk for pk, piclo_id in standing.values_list("pk", "piclo_id") if piclo_id not in self.seen]
        if gone:
            Competition.objects.filter(pk__in=gone).update(gone_at=now, modified_at=now)
        return Tally(gone=len(gone))


def mirror(organisation_id: int, items: Iterable[Item], refused: list[Refusal], now: datetime) -> Tally:
    """Bring competitions in with all that belongs to them; those that do not fit are added to `refused`.

    A competition counts as changed when its own row or any of its periods or windows changed.
    """
    good: dict[str, tuple[Values, list[Values]]] = {}
    for item in items:
        try:
            good[item.value.id] = _rows(organisation_id, item, now)
        except ValueError as error:
            refused.append(Refusal(item.value.reference, str(error), item.raw))
    stored = upsert_changed(
        Competition,
        [row for row, _ in good.values()],
        key=["organisation_id", "piclo_id"],
        keep=["created_at"],
        touch={"modified_at": now},
    )
    of = Competition.objects.filter(organisation_id=organisation_id, piclo_id__in=good)
    ids = dict(of.values_list("piclo_id", "pk"))
    touched = _store_periods({ids[key]: periods for key, (_, periods) in good.items()}, now)
    changed = (touched | set(stored.changed)) - set(stored.created)
    return Tally(len(stored.created), len(changed), len(good) - len(stored.created) - len(changed))


def _rows(organisation_id: int, item: Item, now: datetime) -> tuple[Values, list[Values]]:
    """Rows of a competition and its periods, each with its windows' rows under "windows". ValueError says why not."""
    row = {
        "organisation_id": organisation_id,
        **competition_values(item.value),
        "raw": item.raw,
        "gone_at": None,
        "created_at": now,
    }
    _must_fit(Competition, row, "")
    periods = []
    for period in item.value.service_periods:
        if period.end < period.start:
            raise ValueError(f"{period.name}: the period ends before it starts")
        windows = [{**window_values(window), "gone_at": None} for window in period.service_windows]
        for window in windows:
            _must_fit(ServiceWindow, window, f"{window['name']}, ")
        values = {**period_values(period), "gone_at": None}
        _must_fit(ServicePeriod, values, f"{values['name']}, ")
        periods.append({**values, "windows": windows})
    return row, periods


def _must_fit(model: type[models.Model], row: Values, whose: str) -> None:
    fault = misfit(model, row)
    if fault:
        raise ValueError(f"{whose}{fault}")


def _store_periods(periods_of: dict[int, list[Values]], now: datetime) -> set[int]:
    """Periods and windows of competitions; the competitions of which something changed."""
    rows = {
        (competition_id, period["piclo_id"]): period
        for competition_id, periods in periods_of.items()
        for period in periods
    }
    stored = upsert_changed(
        ServicePeriod,
        [_without_windows(competition_id, row) for (competition_id, _), row in rows.items()],
        key=["competition_id", "piclo_id"],
    )
    standing = ServicePeriod.objects.filter(competition_id__in=periods_of)
    ids = {
        (owner, piclo_id): pk
        for pk, owner, piclo_id in standing.values_list("pk", "competition_id", "piclo_id")
    }
    gone = [pk for key, pk in ids.items() if key not in rows]
    touched = _touched(stored, standing, "competition_id") | _mark_gone(standing, gone, "competition_id", now)
    windows_of = {ids[key]: row["windows"] for key, row in rows.items()}
    return touched | _store_windows(list(ids.values()), windows_of, now)


def _store_windows(
    period_ids: Collection[int], windows_of: dict[int, list[Values]], now: datetime
) -> set[int]:
    rows = {
        (period_id, window["piclo_id"]): {"period_id": period_id, **window}
        for period_id, windows in windows_of.items()
        for window in windows
    }
    stored = upsert_changed(ServiceWindow, list(rows.values()), key=["period_id", "piclo_id"])
    standing = ServiceWindow.objects.filter(period_id__in=period_ids)
    known = standing.filter(gone_at=None).values_list("pk", "period_id", "piclo_id")
    gone = [pk for pk, period_id, piclo_id in known if (period_id, piclo_id) not in rows]
    owner = "period__competition_id"
    return _touched(stored, standing, owner) | _mark_gone(standing, gone, owner, now)


def _without_windows(competition_id: int, row: Values) -> Values:
    return {"competition_id": competition_id, **{name: row[name] for name in row if name != "windows"}}


def _touched(stored: Upserted, rows: Any, owner: str) -> set[int]:
    """The competitions of the rows that were written."""
    written = stored.created + stored.changed
    return set(rows.filter(pk__in=written).values_list(owner, flat=True)) if written else set()


def _mark_gone(rows: "models.QuerySet[Any]", pks: list[int], owner: str, now: datetime) -> set[int]:
    """Mark rows that their competition no longer holds; the competitions of those that were not marked before."""
    if not pks:
        return set()
    marked = rows.filter(pk__in=pks, gone_at=None)
    owners = set(marked.values_list(owner, flat=True))
    marked.update(gone_at=now)
    return owners

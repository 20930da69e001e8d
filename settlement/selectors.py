"""Reads that span models: which assets are metered, which deliveries are over, what a month is made of."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, DateField, F, Q, QuerySet
from django.db.models.functions import Coalesce, Least, TruncMonth

from assets.models import Asset
from dispatch.models import Instruction, InstructionStatus
from portal.accounts.models import Membership
from portal.core.periods import LONDON, Period, local_day
from settlement.models import Invoice, InvoiceLine, MeterReading
from settlement.rules.days import days_touched
from settlement.rules.points import MeteredAsset, rivals_of
from settlement.rules.readings import normal_meter

DELIVERING = (InstructionStatus.ACCEPTED, InstructionStatus.DELIVERED, InstructionStatus.STOPPED)
# How long after a change in what Piclo says a delivery is looked at again: longer than any transaction that writes it.
SETTLE_FOR = timedelta(minutes=2)


def metered_assets(assets: Iterable[Asset]) -> list[MeteredAsset]:
    """Assets as the rules see them, with meters as they are compared."""
    return [
        MeteredAsset(
            name=asset.name,
            piclo_id=asset.piclo_id,
            reference=normal_meter(asset.ref),
            mpans=frozenset(
                normal_meter(mpan) for mpan in (asset.import_meter_id, asset.export_meter_id) if mpan.strip()
            ),
            postcode=asset.postcode,
        )
        for asset in assets
    ]


def metered_assets_of(organisation_id: int) -> list[MeteredAsset]:
    """All of an organisation's assets, also archived ones: their past is still settled."""
    return metered_assets(Asset.objects.filter(organisation_id=organisation_id).order_by("ref"))


def meters_with_readings(organisation_id: int, idents: Collection[str]) -> set[str]:
    """Which of these meters have any reading."""
    readings = MeterReading.objects.filter(
        meter__organisation_id=organisation_id, meter__ident__in=list(idents)
    )
    return set(readings.values_list("meter__ident", flat=True).distinct())


def readings_of(
    organisation_id: int, idents: Collection[str], period: Period
) -> dict[str, dict[datetime, Decimal]]:
    """Meter -> start of the half-hour -> kWh, generation positive; meters without readings are not in it."""
    rows = MeterReading.objects.filter(
        meter__organisation_id=organisation_id,
        meter__ident__in=list(idents),
        start_at__gte=period.start,
        start_at__lt=period.end,
    ).values_list("meter__ident", "start_at", "kwh")
    found: dict[str, dict[datetime, Decimal]] = defaultdict(dict)
    for ident, start, kwh in rows.iterator(chunk_size=20_000):
        found[ident][start] = kwh
    return dict(found)


def deliveries_over(now: datetime) -> QuerySet[Instruction]:
    """Instructions whose delivery has begun and is over, with `ends_at`: the end, or the stop before it."""
    return (
        Instruction.objects.filter(status__in=DELIVERING)
        .alias(stop=Coalesce("stopped_at", "end_at"))
        .annotate(ends_at=Least("end_at", "stop"))
        .filter(ends_at__lte=now, ends_at__gt=F("start_at"))
    )


def deliveries_due(now: datetime) -> QuerySet[Instruction]:
    """Deliveries whose data, instruction or contract changed since they were last looked at."""
    delivery = "settlement_delivery__"
    return deliveries_over(now).filter(
        Q(settlement_delivery=None)
        | Q(**{f"{delivery}checked_at": None})
        | Q(modified_at__gt=F(f"{delivery}checked_at") - SETTLE_FOR)
        | Q(obligation__modified_at__gt=F(f"{delivery}checked_at") - SETTLE_FOR)
    )


def event_days_of(instruction: Instruction, since: datetime) -> dict[str, set[date]]:
    """Piclo's asset id -> local days since `since` on which another instruction than this one was delivered."""
    others = Instruction.objects.filter(
        organisation_id=instruction.organisation_id,
        status__in=DELIVERING,
        asset_piclo_ids__overlap=instruction.asset_piclo_ids,
        end_at__gt=since,
        start_at__lt=instruction.start_at,
    ).exclude(pk=instruction.pk)
    days: dict[str, set[date]] = defaultdict(set)
    for other in others:
        touched = days_touched(other.delivery) if other.delivery else set()
        for asset_id in other.asset_piclo_ids:
            days[asset_id] |= touched
    return days


def month_period(month: date) -> Period:
    """A local month, from its first day's midnight to the next month's."""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return Period(local_day(month.replace(day=1)).start, local_day(last).end)


def month_of(instant: datetime) -> date:
    """The first day of the local month that holds `instant`."""
    return instant.astimezone(LONDON).date().replace(day=1)


def deliveries_of_month(
    organisation_id: int, operator_name: str, month: date, now: datetime
) -> QuerySet[Instruction]:
    """What was delivered to an operator in a month (by its start), in order, with its newest report."""
    period = month_period(month)
    return (
        deliveries_over(now)
        .filter(
            organisation_id=organisation_id,
            obligation__competition__operator_name=operator_name,
            start_at__gte=period.start,
            start_at__lt=period.end,
        )
        .select_related("obligation__competition", "settlement_delivery__latest")
        .order_by("start_at", "pk")
    )


def local_words(start: datetime, end: datetime) -> str:
    """Local time as a document says it: "12 Nov 2026 17:00–18:30", with the second day where it differs."""
    first, last = start.astimezone(LONDON), end.astimezone(LONDON)
    closing = f"{last:%H:%M}" if first.date() == last.date() else f"{last.day} {last:%b %Y %H:%M}"
    return f"{first.day} {first:%b %Y %H:%M}–{closing}"


@dataclass(frozen=True)
class MonthToInvoice:
    """A month in which something was delivered to an operator, and its newest run."""

    operator_name: str
    month: date
    deliveries: int
    reported: int
    run: Invoice | None


def months_to_invoice(member: Membership, now: datetime) -> list[MonthToInvoice]:
    """Every operator and local month with a delivery, the newest first."""
    runs: dict[tuple[str, date], Invoice] = {}
    for run in Invoice.objects.visible_to(member).order_by("version"):
        runs[run.operator_name, run.month] = run
    rows = (
        deliveries_over(now)
        .filter(organisation_id=member.organisation_id, obligation__isnull=False)
        .annotate(
            operator=F("obligation__competition__operator_name"),
            month=TruncMonth("start_at", tzinfo=LONDON, output_field=DateField()),
        )
        .values("operator", "month")
        .annotate(count=Count("pk"), reported=Count("settlement_delivery__latest"))
        .order_by("-month", "operator")
    )
    return [
        MonthToInvoice(
            row["operator"],
            row["month"],
            row["count"],
            row["reported"],
            runs.get((row["operator"], row["month"])),
        )
        for row in rows
    ]


def known_meters(organisation_id: int) -> frozenset[str]:
    """Every MPAN and reference of an organisation's assets, as meters are compared."""
    return frozenset(rivals_of(metered_assets_of(organisation_id)))


@dataclass(frozen=True)
class LineChange:
    """A dispatch's line in a run beside the run before; None where one of them has no such line."""

    line: InvoiceLine | None
    before: InvoiceLine | None

    @property
    def difference(self) -> Decimal:
        """£ more than in the run before."""
        return (self.line.amount_gbp if self.line else Decimal(0)) - (
            self.before.amount_gbp if self.before else Decimal(0)
        )


def line_changes(invoice: Invoice, before: Invoice | None) -> list[LineChange]:
    """Every line of a run, and those of the run before that it no longer has."""
    related = ("instruction", "report")
    lines = list(invoice.lines.select_related(*related))
    earlier = {line.instruction_id: line for line in before.lines.select_related(*related)} if before else {}
    changes = [LineChange(line, earlier.pop(line.instruction_id, None)) for line in lines]
    return changes + [LineChange(None, line) for line in earlier.values()]

"""Metered sites, their deliveries and meter data files for tests."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from assets.models import Asset
from bidding.models import Obligation
from competitions.models import ServicePeriod
from dispatch.models import Instruction
from portal.accounts.models import Membership, Organisation
from portal.core.periods import HALF_HOUR, LONDON
from settlement.models import FileState, Meter, MeterFile, MeterReading
from settlement.rules.conventions import PRESETS, Convention
from settlement.rules.days import half_hours_of
from settlement.services.meter_files import upload_meter_file
from tests.factories.assets import AssetFactory
from tests.factories.bidding import make_competition, make_window
from tests.factories.dispatch import InstructionFactory

NOW = datetime(2026, 7, 10, 9, tzinfo=UTC)
EVENT_DAY = date(2026, 7, 1)
# 17:00 to 18:00 London.
EVENT_START = datetime(2026, 7, 1, 16, tzinfo=UTC)
MPAN = "1012345678901"
FLEXIBLE_POWER = PRESETS[0].convention


def make_site(organisation: Organisation, mpan: str = MPAN, **values: Any) -> Asset:
    """A metered battery in England that Piclo knows."""
    number = Asset.objects.count() + 1
    given = {
        "piclo_id": f"Site{number:04d}",
        "import_meter_id": mpan,
        "postcode": "",
        "name": f"Site {number}",
    }
    site: Asset = AssetFactory.create(organisation=organisation, **(given | values))
    return site


def make_contract(
    organisation: Organisation, operator: str = "SPEN", price: str | None = "200"
) -> Obligation:
    """A contract for utilisation at £200/MWh."""
    competition = make_competition(organisation, operator_name=operator)
    period = ServicePeriod.objects.create(
        competition=competition,
        piclo_id=f"Per{competition.pk}",
        name="Summer",
        start_on=date(2026, 4, 1),
        end_on=date(2026, 9, 30),
    )
    return Obligation.objects.create(
        organisation=organisation,
        piclo_id=f"Obl{competition.pk}",
        competition=competition,
        service_window=make_window(period),
        start_on=period.start_on,
        end_on=period.end_on,
        capacity_mw=Decimal("0.010"),
        utilisation_price=None if price is None else Decimal(price),
    )


def make_dispatch(obligation: Obligation, *sites: Asset, **values: Any) -> Instruction:
    """A delivered dispatch of 0.010 MW export on 1 July 2026, 17:00 to 18:00 London."""
    given = {
        "obligation": obligation,
        "obligation_piclo_id": obligation.piclo_id,
        "asset_piclo_ids": [site.piclo_id for site in sites],
        "start_at": EVENT_START,
        "end_at": EVENT_START + timedelta(hours=1),
        "capacity_mw": Decimal("0.010"),
        "direction": "export",
        "status": "delivered",
        "respond_by_at": None,
    }
    dispatch: Instruction = InstructionFactory.create(
        organisation=obligation.organisation, **(given | values)
    )
    return dispatch


def any_file(organisation: Organisation, member: Membership, **values: Any) -> MeterFile:
    """A file that was read long ago."""
    given = {
        "name": "old.csv",
        "content": "meter-files/gone.csv",
        "size": 1,
        "digest": "0" * 64,
        "uploaded_by": member.user,
        "uploaded_at": NOW,
        "state": FileState.READ,
        "read_at": NOW,
        "progress": 100,
        "zone": FLEXIBLE_POWER.zone.value,
        "stamp": FLEXIBLE_POWER.stamp.value,
        "sign": FLEXIBLE_POWER.sign.value,
        "unit": FLEXIBLE_POWER.unit.value,
    }
    return MeterFile.objects.create(organisation=organisation, **(given | values))


def meter_days(
    member: Membership,
    ident: str,
    days: Iterable[date],
    kwh: Callable[[date, time], str | Decimal] = lambda day, at: "-5",
) -> None:
    """Readings of whole local days, as `kwh` says of the local day and the clock time."""
    meter, _ = Meter.objects.get_or_create(organisation=member.organisation, ident=ident)
    file = any_file(member.organisation, member)
    MeterReading.objects.bulk_create(
        MeterReading(
            meter=meter, start_at=start, kwh=Decimal(kwh(day, start.astimezone(LONDON).time())), file=file
        )
        for day in days
        for start in half_hours_of(day)
    )


def days_before(day: date = EVENT_DAY, count: int = 16) -> list[date]:
    return [day - timedelta(days=back) for back in range(1, count + 1)]


def meter_event(member: Membership, ident: str = MPAN, *, during: tuple[str, str] = ("-1", "-2")) -> None:
    """Sixteen days at 5 kWh of load a half-hour, and the event's day with less load during the event."""
    low = dict(zip((time(17), time(17, 30)), during, strict=True))
    meter_days(member, ident, days_before())
    meter_days(member, ident, [EVENT_DAY], lambda day, at: low.get(at, "-5"))


def lines(*rows: tuple[str, str, str], heading: str = "mpan,period_end_utc,kwh") -> str:
    """A meter data file of (meter, time, value) rows."""
    return "\n".join([heading, *(",".join(row) for row in rows)]) + "\n"


def half_hours(ident: str, start: datetime, *values: str) -> list[tuple[str, str, str]]:
    """Rows of consecutive half-hours from `start`, stamped in UTC with their end."""
    return [
        (ident, f"{start + HALF_HOUR * n:%Y-%m-%dT%H:%MZ}", value) for n, value in enumerate(values, start=1)
    ]


def upload(
    member: Membership,
    text: str | bytes,
    *,
    convention: Convention = FLEXIBLE_POWER,
    name: str = "july.csv",
    now: datetime = NOW,
) -> MeterFile:
    """Upload a file as somebody would, without its reading being rung for."""
    data = text.encode() if isinstance(text, str) else text
    return upload_meter_file(content=ContentFile(data), name=name, convention=convention, by=member, now=now)

"""Rows for the Experience server's tests, in a few words."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from experience.api.signing_in import key_digest
from experience.market.models import (
    Application,
    ApplicationStatus,
    Asset,
    Ballot,
    Bid,
    Competition,
    Dispatch,
    DpsRecord,
    FlexProvider,
    MachineUser,
    Obligation,
    Operator,
    Qualification,
)
from experience.market.rules.codes import new_code
from experience.market.services.contracts import contract
from experience.market.services.dispatches import issue_dispatch
from experience.market.services.publishing import publish_competition

LONG_AGO = datetime(2026, 6, 1, tzinfo=UTC)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-3.0, 55.5], [-2.5, 55.5], [-2.5, 55.8], [-3.0, 55.8], [-3.0, 55.5]]],
}


def dps_record(reference: str = "LPN") -> DpsRecord:
    operator, _ = Operator.objects.get_or_create(
        name="Lowland Power Networks", defaults={"mpan_distributor": "18"}
    )
    record, _ = DpsRecord.objects.get_or_create(
        reference=reference, defaults={"operator": operator, "name": reference}
    )
    return record


def provider(name: str = "Hillside Flex", approved_on: Iterable[str] = (), **values: Any) -> FlexProvider:
    made = FlexProvider.objects.create(name=name, created=LONG_AGO, **values)
    for reference in approved_on:
        application(made, reference, ApplicationStatus.APPROVED)
    return made


def application(who: FlexProvider, reference: str, status: str) -> Application:
    return Application.objects.create(
        provider=who,
        dps_record=dps_record(reference),
        status=status,
        reason="No insurance." if status == ApplicationStatus.REJECTED else "",
        submitted_at=LONG_AGO,
        decided_at=None if status == ApplicationStatus.PENDING else LONG_AGO,
    )


def machine_user(who: FlexProvider, client_id: str = "", api_key: str = "key") -> MachineUser:
    return MachineUser.objects.create(
        provider=who,
        client_id=client_id or new_code(),
        api_key_sha256=key_digest(api_key),
        email="machine@api.experience.invalid",
    )


def asset(who: FlexProvider, ref: str = "", **values: Any) -> Asset:
    """A battery of 1 MW in the middle of the square."""
    return Asset.objects.create(
        **{
            "provider": who,
            "ref": ref or new_code(),
            "name": "Gala Mill battery",
            "status": "operational",
            "asset_category": "storage",
            "asset_type": "battery",
            "voltage_level": Decimal("11.00"),
            "country_code": "GB",
            "latitude": 55.6,
            "longitude": -2.8,
            "active_export_capacity": Decimal("1.000"),
            "active_import_capacity": Decimal("0.800"),
            "created": LONG_AGO,
            "modified": LONG_AGO,
            **values,
        }
    )


def competition_record(now: datetime, **values: Any) -> dict[str, Any]:
    """A competition record as operators hand it in, open for bids at `now`."""

    def at(hours: float) -> str:
        return (now + timedelta(hours=hours)).isoformat()

    window = {
        "name": "Evening",
        "start": "17:00",
        "end": "19:00",
        "service_days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
        "minimum_aggregate_asset_size": "0.100",
        "capacity_required": "2.000",
    }
    return {
        "reference": f"TEST_{new_code()}",
        "name": "Corbie Law January 2027",
        "qualification_open": at(-48),
        "qualification_closed": at(-2),
        "open": at(-1.5),
        "closed": at(7),
        "area_buffer": "0.500",
        "boundary": {"area_references": ["CORBIE_LAW"], "postcodes": [], "geometry": SQUARE},
        "dps_record_reference": dps_record().reference,
        "need_type": "Pre Fault",
        "type": "Utilisation",
        "need_direction": "Deficit",
        "power_type": "Active Power",
        "product_type": "Operational Utilisation",
        "utilisation_guide_price": "180.00",
        "service_periods": [
            {"name": "January", "start": "2027-01-01", "end": "2027-01-31", "service_windows": [window]}
        ],
        **values,
    }


def competition(now: datetime, **values: Any) -> Competition:
    published = publish_competition(competition_record(now, **values), by="operator", now=now)
    return Competition.objects.get(pk=published.pk)


def qualify(in_competition: Competition, *assets: Asset) -> None:
    Qualification.objects.bulk_create(
        Qualification(competition=in_competition, asset=each, eligible=True, modified=LONG_AGO)
        for each in assets
    )


def bid(
    in_competition: Competition, who: FlexProvider, mw: str = "1.000", price: str = "100.00", **values: Any
) -> Bid:
    """A bid of its own ballot on the competition's first window."""
    ballot = Ballot.objects.create(
        provider=who,
        competition=in_competition,
        created=in_competition.open,
        flex_asset_ids=list(who.assets.values_list("pk", flat=True)),
    )
    window = in_competition.service_windows.all()[0]
    rates = [{"type": "utilisation", "value": price}]
    fields = {"capacity": Decimal(mw), "max_runtime": timedelta(hours=2), "rates": rates, **values}
    return Bid.objects.create(ballot=ballot, service_window=window, **fields)


def obligation(who: FlexProvider, now: datetime, mw: str = "1.000") -> Obligation:
    made = competition(
        now, open=(now - timedelta(hours=1.8)).isoformat(), closed=(now - timedelta(hours=1)).isoformat()
    )
    won = bid(made, who, mw, decision="accepted")
    Competition.objects.filter(pk=made.pk).update(confirmed_at=now - timedelta(minutes=30))
    return contract(
        Bid.objects.select_related("ballot", "service_window__service_period").get(pk=won.pk), now=now
    )


def dispatch(who: FlexProvider, now: datetime, **values: Any) -> Dispatch:
    """Issued now, to be answered within the hour, for delivery from seven hours on for an hour."""
    times = {
        "start": now + timedelta(hours=7),
        "end": now + timedelta(hours=8),
        "respond_by": now + timedelta(hours=1),
    }
    return issue_dispatch(obligation(who, now), **{**times, **values}, by="operator", now=now)


def day(text: str) -> date:
    return date.fromisoformat(text)

"""Finding what an operator names: by id, or by the reference that people read."""

from datetime import datetime
from typing import NoReturn

from experience.market.errors import Refused
from experience.market.models import Application, Asset, Bid, Competition, Dispatch, Obligation


def competition_named(name: str) -> Competition:
    found = Competition.objects.filter(pk=name).first() or Competition.objects.filter(reference=name).first()
    return found or _missing("competition", name)


def asset_named(name: str) -> Asset:
    """By id or by the provider's reference; a reference that several providers use is refused."""
    found = list(Asset.objects.filter(pk=name) or Asset.objects.filter(ref=name)[:2])
    if len(found) > 1:
        raise Refused({"asset": [f"Several providers have an asset {name}: give its id."]})
    return found[0] if found else _missing("asset", name)


def dispatch_named(name: str) -> Dispatch:
    return Dispatch.objects.filter(pk=name).first() or _missing("dispatch", name)


def bid_named(name: str) -> Bid:
    return Bid.objects.filter(pk=name).first() or _missing("bid", name)


def obligation_named(name: str) -> Obligation:
    rows = Obligation.objects.select_related("competition", "provider", "service_window")
    return rows.filter(pk=name).first() or _missing("obligation", name)


def application_named(provider: str, dps_record: str) -> Application:
    """A provider (id or name) on a DPS record (reference)."""
    rows = Application.objects.filter(dps_record__reference=dps_record)
    found = rows.filter(provider_id=provider).first() or rows.filter(provider__name=provider).first()
    return found or _missing("application", f"{provider} on {dps_record}")


def instant(field: str, text: str) -> datetime:
    """An ISO instant with its zone. Raises Refused in words otherwise."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value = None
    if value is None or value.tzinfo is None:
        raise Refused({field: [f'"{text}" is not an instant: write it like 2026-11-23T16:30:00Z.']})
    return value


def _missing(noun: str, name: str) -> NoReturn:
    raise Refused({noun: [f"There is no {noun} {name}."]})

"""The past of a new market: lived through once, on its first seed."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.db import transaction

from experience.history.delivery import deliver
from experience.history.programme import past_months, sales
from experience.history.trade import trade
from experience.market.models import Asset, Competition, FlexProvider, Obligation
from experience.market.rules.dispatches import last_half_hour
from experience.market.rules.stages import LONDON
from experience.metering.files import write_month_files


@transaction.atomic
def live_through(provider: FlexProvider, *, now: datetime) -> int:
    """Trade and deliver the last three full months and the running one until now. Returns how many competitions.

    A market that has them is left as it is. Call it before the provider listens to webhooks: nobody is told of
    instructions that are months old.
    """
    today = now.astimezone(LONDON).date()
    wanted = list(sales(today))
    references = [sale.record["reference"] for sale in wanted]
    if Competition.objects.filter(reference__in=references).exists():
        return 0
    for sale in wanted:
        competition = trade(provider, sale)
        mine = Obligation.objects.filter(competition=competition, provider=provider)
        for obligation in mine.select_related("competition", "service_window", "provider"):
            deliver(provider, obligation, until=now)
    return len(wanted)


def write_meter_data(provider: FlexProvider, *, now: datetime, folder: Path) -> list[Path]:
    """Half-hourly files of every contracted asset, from the month before the past began until now.

    Baselines look back up to sixty days, so the first month of deliveries needs the one before it.
    """
    codes = {
        code
        for codes in Obligation.objects.filter(provider=provider).values_list("asset_ids", flat=True)
        for code in codes
    }
    assets = list(Asset.objects.filter(pk__in=codes).order_by("ref"))
    first = past_months(now.astimezone(LONDON).date())[0]
    lookback = (first - timedelta(days=1)).replace(day=1)
    start = datetime.combine(lookback, time(), UTC)
    return write_month_files(assets, start, last_half_hour(now.astimezone(UTC)), folder)

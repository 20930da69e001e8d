"""Competitions with periods, windows and opportunities for tests."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from competitions.models import Competition, Opportunity, ServicePeriod, ServiceWindow
from tests.factories.accounts import OrganisationFactory

# About 6 by 4 km around Monktonhall, with the battery of AssetFactory in its middle.
MONKTONHALL = {
    "type": "Polygon",
    "coordinates": [[[-3.10, 55.92], [-3.00, 55.92], [-3.00, 55.96], [-3.10, 55.96], [-3.10, 55.92]]],
}


class CompetitionFactory(DjangoModelFactory[Competition]):
    """Bidding is open on 23 November 2026 from 09:00 until 17:00."""

    class Meta:
        model = Competition

    organisation = factory.SubFactory(OrganisationFactory)
    piclo_id = factory.Sequence(lambda n: f"cmp{n:04d}")
    reference = factory.Sequence(lambda n: f"MONK_{n}")
    name = factory.Sequence(lambda n: f"Monktonhall {n}")
    operator_name = "SP Energy Networks"
    qualification_open_at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    qualification_closed_at = datetime(2026, 11, 20, 17, tzinfo=UTC)
    open_at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    closed_at = datetime(2026, 11, 23, 17, tzinfo=UTC)
    area_buffer_km = Decimal("0.100")
    boundary = factory.LazyFunction(
        lambda: {"area_references": ["MONK"], "postcodes": [], "geometry": MONKTONHALL}
    )
    need_type = "Pre Fault"
    need_direction = "Deficit"
    power_type = "Active Power"
    rate_type = "Utilisation"
    product_type = "Scheduled Utilisation"
    pricing_type = "auction"
    utilisation_guide_price = Decimal("240.0000")


class ServicePeriodFactory(DjangoModelFactory[ServicePeriod]):
    class Meta:
        model = ServicePeriod

    competition = factory.SubFactory(CompetitionFactory)
    piclo_id = factory.Sequence(lambda n: f"per{n:04d}")
    name = "December 2026"
    start_on = date(2026, 12, 1)
    end_on = date(2026, 12, 31)


class ServiceWindowFactory(DjangoModelFactory[ServiceWindow]):
    """Weekday evenings, 16:30 to 18:00."""

    class Meta:
        model = ServiceWindow

    period = factory.SubFactory(ServicePeriodFactory)
    piclo_id = factory.Sequence(lambda n: f"win{n:04d}")
    name = "Weekday evening"
    start_time = time(16, 30)
    end_time = time(18)
    weekdays = factory.LazyFunction(lambda: [1, 2, 3, 4, 5])
    capacity_required_mw = Decimal("1.366")
    minimum_aggregate_asset_size_mw = Decimal("0.100")


class OpportunityFactory(DjangoModelFactory[Opportunity]):
    class Meta:
        model = Opportunity

    competition = factory.SubFactory(CompetitionFactory)
    organisation = factory.SelfAttribute("competition.organisation")
    total_capacity_mw = Decimal("0.500")

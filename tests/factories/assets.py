"""Assets and groups for tests."""

from datetime import UTC, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from assets.models import Asset, AssetGroup, PlannedAsset, PushRun, SavedFilter
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory


class AssetFactory(DjangoModelFactory[Asset]):
    """A battery in Monktonhall that Piclo has not seen yet."""

    class Meta:
        model = Asset

    organisation = factory.SubFactory(OrganisationFactory)
    ref = factory.Sequence(lambda n: f"BAT-{n:04d}")
    name = factory.Sequence(lambda n: f"Battery {n}")
    category = "storage"
    asset_type = "battery"
    voltage_level_kv = Decimal("11.000")
    postcode = "EH21 6AA"
    latitude = 55.94
    longitude = -3.05
    active_export_capacity_mw = Decimal("0.500000")


class AssetGroupFactory(DjangoModelFactory[AssetGroup]):
    class Meta:
        model = AssetGroup

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Group {n}")


class SavedFilterFactory(DjangoModelFactory[SavedFilter]):
    """What is in the Borders, shared with colleagues."""

    class Meta:
        model = SavedFilter

    organisation = factory.SubFactory(OrganisationFactory)
    owner = factory.SubFactory(MembershipFactory, organisation=factory.SelfAttribute("..organisation"))
    name = factory.Sequence(lambda n: f"Borders {n}")
    query = "search=td1"
    is_shared = True


class PlannedAssetFactory(DjangoModelFactory[PlannedAsset]):
    """Three batteries that may be built in Leith; Piclo has not heard of them yet."""

    class Meta:
        model = PlannedAsset

    organisation = factory.SubFactory(OrganisationFactory)
    reference = factory.Sequence(lambda n: f"PLAN-{n:04d}")
    name = factory.Sequence(lambda n: f"Planned batteries {n}")
    voltage_level_kv = Decimal("11.000")
    asset_type = "battery"
    capacity_type = "active_export"
    capacity_value_mw = Decimal("1.500000")
    competition_reference = "LEITH_DEC_2026"
    operator_name = "SP Energy Networks"
    estimated_asset_count = 3


class PushRunFactory(DjangoModelFactory[PushRun]):
    """A run of ten assets that has just been asked for."""

    class Meta:
        model = PushRun

    organisation = factory.SubFactory(OrganisationFactory)
    asked_by = factory.SubFactory(UserFactory)
    asked_at = going_since = datetime(2026, 11, 23, 10, tzinfo=UTC)
    total = 10

"""Keys in a query as one array."""

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import Membership, Organisation
from portal.core.among import among

pytestmark = pytest.mark.django_db


def test_rows_are_found_by_their_keys(owner: Membership) -> None:
    keys = [owner.organisation_id, 0, owner.organisation_id]
    assert Organisation.objects.get(pk__in=among(keys)) == owner.organisation
    assert owner.organisation not in Organisation.objects.exclude(pk__in=among(keys))


def test_no_keys_ask_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert list(Organisation.objects.filter(pk__in=among([]))) == []

"""No list page without its number of queries."""

import json

import pytest

from tests.support.addresses import Address, addresses
from tests.support.ratchet import FILE

LISTS = [a for a in addresses() if a.name.endswith("-list") and not a.is_api]


@pytest.mark.parametrize("address", LISTS, ids=lambda address: address.name)
def test_a_list_page_has_its_queries_in_the_ratchet(address: Address) -> None:
    assert address.name in json.loads(FILE.read_text())


def test_the_ratchet_names_only_pages_that_are_there() -> None:
    assert set(json.loads(FILE.read_text())) <= {address.name for address in addresses()}

"""Every address asks the same questions of whoever comes: anonymous, stranger, colleague without permission, owner.

An app says in tests/<app>/doors.py with which arguments its addresses can be tried.
"""

from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Membership, Organisation
from tests.support.addresses import Address, addresses
from tests.support.fixtures import MakeMember, SignIn

APPS = ["accounts", "connections", "home", "assets", "competitions", "bidding", "dispatch", "settlement"]
# Open to everybody, with tests of their own: monitoring, Piclo's signed calls, and the choice of colours.
OPEN = {"healthz", "dispatch:webhook", "home:prefer"}
# A signed-in person chooses among their own organisations; there is no permission to lack.
ALL = sorted(addresses(), key=lambda address: address.name)
CLOSED = [address for address in ALL if address.name not in OPEN]
WITH_ARGUMENTS = [address for address in CLOSED if address.takes_arguments]
WITH_PERMISSION = [address for address in CLOSED if address.permission]
METHODS = ["get", "post", "put", "patch", "delete"]


def named(address: Address) -> str:
    return address.name


def samples_of(organisation: Organisation) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for app in APPS:
        found |= import_module(f"tests.{app}.doors").samples(organisation)
    return found


def url_of(address: Address, organisation: Organisation) -> str:
    if not address.takes_arguments:
        return reverse(address.name)
    kwargs = samples_of(organisation).get(address.name)
    assert kwargs is not None, f"tests/<app>/doors.py gives no arguments for {address.name}"
    return reverse(address.name, kwargs=kwargs)


def accepted_method(client: Client, url: str) -> str:
    """The first method that the address does not refuse as such."""
    return next(method for method in METHODS if getattr(client, method)(url).status_code != 405)


@pytest.mark.parametrize("address", CLOSED, ids=named)
def test_nobody_enters_without_signing_in(address: Address, organisation: Organisation) -> None:
    url = url_of(address, organisation)
    for method in METHODS:
        response = getattr(Client(), method)(url)
        if address.is_api:
            assert response.status_code in {401, 403, 405}
        elif response.status_code != 405:
            assert response.status_code == 302
            assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("address", CLOSED, ids=named)
def test_every_address_has_a_door(address: Address) -> None:
    assert address.has_door or address.name in {"api:schema", "api:me"}


@pytest.mark.parametrize("address", WITH_ARGUMENTS, ids=named)
def test_a_stranger_does_not_learn_that_it_exists(
    address: Address, organisation: Organisation, stranger: Membership, sign_in: SignIn
) -> None:
    url, client = url_of(address, organisation), sign_in(stranger)
    method = accepted_method(client, url)
    assert getattr(client, method)(url).status_code == 404


@pytest.mark.parametrize("address", WITH_PERMISSION, ids=named)
def test_a_colleague_without_the_permission_is_refused(
    address: Address, organisation: Organisation, make_member: MakeMember, sign_in: SignIn
) -> None:
    url, client = url_of(address, organisation), sign_in(make_member())
    method = accepted_method(client, url)
    assert getattr(client, method)(url).status_code == 403


@pytest.mark.parametrize("address", WITH_ARGUMENTS, ids=named)
def test_a_thing_that_is_not_there_is_not_found(
    address: Address, organisation: Organisation, owner_client: Client
) -> None:
    kwargs = samples_of(organisation)[address.name]
    absent = {name: 987_654_321 if isinstance(value, int) else "not-there" for name, value in kwargs.items()}
    url = reverse(address.name, kwargs=absent)
    method = accepted_method(owner_client, url)
    assert getattr(owner_client, method)(url).status_code == 404


@pytest.mark.parametrize("address", CLOSED, ids=named)
def test_a_page_of_the_owner_opens_and_a_wrong_method_is_said(
    address: Address, organisation: Organisation, owner_client: Client
) -> None:
    url = url_of(address, organisation)
    answers = {method: getattr(owner_client, method)(url).status_code for method in METHODS}
    assert all(status < 500 for status in answers.values()), answers
    assert 405 in answers.values(), answers
    assert any(status < 400 or status in {409, 422, 400} for status in answers.values()), answers

"""Tools reach the API with a token, as the member who made it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import services
from portal.accounts.models import Membership
from tests.support.fixtures import MakeMember, SignIn


def ask(secret: str, url_name: str = "api:me") -> tuple[int, dict[str, object]]:
    response = Client().get(reverse(url_name), headers={"Authorization": f"Bearer {secret}"})
    return response.status_code, response.json()


@pytest.fixture
def secret(owner: Membership) -> str:
    return services.create_token(name="tool", expires_at=None, by=owner, now=timezone.now())[1]


def test_a_token_acts_for_its_member(secret: str, owner: Membership) -> None:
    status, body = ask(secret)
    assert (status, body["email"], body["organisation"]) == (200, owner.user.email, "Hillside Flex")


def test_an_unknown_token_is_401_in_the_one_shape_of_errors(owner: Membership) -> None:
    status, body = ask("fd_nonsense")
    assert status == 401
    assert body == {
        "error": {
            "code": "not_authenticated",
            "message": "This token is unknown, expired or revoked.",
            "fields": {},
        }
    }


def test_an_expired_token_is_refused(owner: Membership) -> None:
    now = timezone.now()
    _, old = services.create_token(name="old", expires_at=now - timedelta(seconds=1), by=owner, now=now)
    assert ask(old)[0] == 401


def test_a_token_of_somebody_who_left_is_refused(secret: str, owner: Membership) -> None:
    owner.user.is_active = False
    owner.user.save()
    assert ask(secret)[0] == 401


def test_a_token_may_do_no_more_than_its_member(make_member: MakeMember) -> None:
    member = make_member()
    _, secret = services.create_token(name="tool", expires_at=None, by=member, now=timezone.now())
    status, body = ask(secret, "api:event-list")
    assert (status, body["error"]["code"]) == (403, "not_permitted")  # type: ignore[index]


def test_somebody_without_an_organisation_is_told_so(owner: Membership, sign_in: SignIn) -> None:
    client = sign_in(owner)
    owner.delete()
    response = client.get(reverse("api:me"))
    assert (response.status_code, response.json()["error"]["code"]) == (409, "refused")

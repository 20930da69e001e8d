"""Tokens, slashes, methods, limits and pages: what holds for every path of the API."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver
from pytest_django import Settings

from experience.api import limits, urls
from experience.api.tokens import BadToken, issue_token, read_token
from experience.market.models import FlexProvider, MachineUser
from tests.experience import builders


@pytest.fixture(autouse=True)
def _frozen(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def sign_in(client_id: str, api_key: str) -> dict[str, object]:
    response = Client().post(
        "/authtoken/v1/", {"client_id": client_id, "api_key": api_key}, content_type="application/json"
    )
    return {"status": response.status_code, **response.json()}


def test_a_token_is_a_jwt_that_holds_for_an_hour(provider: FlexProvider, now: datetime) -> None:
    builders.machine_user(provider, "machine", "secret")
    token = str(sign_in("machine", "secret")["token"])
    claims = read_token(token, settings.SECRET_KEY, now=now)
    assert token.count(".") == 2
    assert (claims.client_id, claims.expires) == ("machine", now + timedelta(hours=1))
    with pytest.raises(BadToken, match="expired"):
        read_token(token, settings.SECRET_KEY, now=now + timedelta(hours=1))


def test_the_tokens_lifetime_can_be_set(provider: FlexProvider, now: datetime, settings: Settings) -> None:
    settings.TOKEN_SECONDS = 5
    builders.machine_user(provider, "machine", "secret")
    token = str(sign_in("machine", "secret")["token"])
    assert read_token(token, settings.SECRET_KEY, now=now).expires == now + timedelta(seconds=5)


def test_a_wrong_key_or_an_inactive_user_gets_no_token(provider: FlexProvider) -> None:
    builders.machine_user(provider, "machine", "secret")
    assert sign_in("machine", "wrong")["status"] == 401
    assert sign_in("nobody", "secret")["status"] == 401
    assert sign_in("", "secret")["client_id"] == ["This field is required."]
    MachineUser.objects.update(is_active=False)
    assert sign_in("machine", "secret")["status"] == 401


def test_signing_in_takes_json_by_post_only(provider: FlexProvider) -> None:
    assert Client().get("/authtoken/v1/").status_code == 405
    assert Client().post("/authtoken/v1/", "{", content_type="application/json").status_code == 400
    assert Client().post("/authtoken/v1/", "[]", content_type="application/json").status_code == 400


def paths() -> list[str]:
    found = []
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        for name in pattern.pattern.converters:
            route = route.replace(f"<{name}>", "x1y2z3a")
        found.append(f"/{route}")
    return found


GUARDED = [path for path in paths() if path != "/authtoken/v1/"]


@pytest.mark.parametrize("path", GUARDED)
def test_every_path_asks_for_a_token_that_holds(path: str, api: Callable[..., Client], now: datetime) -> None:
    assert Client().get(path).status_code == 401
    assert Client(headers={"Authorization": "Bearer a.b.c"}).get(path).status_code == 401
    stale = api(at=now - timedelta(hours=12))
    response = stale.get(path)
    assert (response.status_code, response.json()) == (401, {"detail": "Token has expired."})
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", paths())
def test_no_path_exists_without_its_slash(path: str, api: Callable[..., Client]) -> None:
    client = api()
    for method in (client.get, client.post):
        response = method(path.removesuffix("/"))
        assert (response.status_code, response.json()) == (404, {"detail": "Not found."})
    assert get_resolver().resolve(path)


@pytest.mark.parametrize("path", GUARDED)
def test_a_method_that_a_path_does_not_have_is_said(path: str, api: Callable[..., Client]) -> None:
    response = api().put(path)
    assert response.status_code == 405
    assert response.headers["Allow"]


@pytest.mark.parametrize("path", [path for path in GUARDED if "x1y2z3a" in path])
def test_an_unknown_id_is_not_found(path: str, api: Callable[..., Client]) -> None:
    response = api().get(path)
    assert (response.status_code, response.json()) == (404, {"detail": "Not found."})


def test_a_token_tampered_with_or_of_another_key_is_refused(now: datetime) -> None:
    token = issue_token("machine", "a key", now=now, lifetime=timedelta(hours=1))
    header, claims, signature = token.split(".")
    for wrong in (f"{header}.{claims}x.{signature}", f"{header}.{claims}.", f"{claims}.{signature}", "", "x"):
        with pytest.raises(BadToken):
            read_token(wrong, "a key", now=now)
    with pytest.raises(BadToken):
        read_token(token, "another key", now=now)


def test_a_rate_limit_answers_429_with_when_to_come_again(
    api: Callable[..., Client], settings: Settings, now: datetime
) -> None:
    settings.RATE_LIMIT = 2
    limits.forget_calls()
    client = api()
    assert [client.get("/flex-providers/v1/").status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/flex-providers/v1/")
    assert refused.headers["Retry-After"] == "60"
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        assert client.get("/flex-providers/v1/").status_code == 200


def test_a_list_comes_bare_or_in_pages(api: Callable[..., Client], provider: FlexProvider) -> None:
    refs = [builders.asset(provider, f"BAT-{number}").ref for number in range(5)]
    client = api()
    assert {each["ref"] for each in client.get("/assets/v1/").json()} == set(refs)
    seen, address = [], "/assets/v1/?page_size=2"
    while address:
        page = client.get(address).json()
        seen.append(len(page["results"]))
        address = page["next"]
    assert seen == [2, 2, 1]
    assert client.get("/assets/v1/?page=4&page_size=2").json() == {"results": [], "next": None}


@pytest.mark.parametrize("query", ["page=0", "page=x", "page_size=-1"])
def test_a_strange_page_is_refused(query: str, api: Callable[..., Client]) -> None:
    assert api().get(f"/assets/v1/?{query}").status_code == 400


def test_a_body_that_is_no_json_object_is_refused(api: Callable[..., Client]) -> None:
    client = api()
    for body in ("{", "[]", "", json.dumps("text")):
        response = client.post("/assets/v1/", body, content_type="application/json")
        assert response.status_code == 400


def test_the_server_says_that_it_is_well(db: None) -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}

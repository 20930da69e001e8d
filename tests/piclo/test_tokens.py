"""Tokens are fetched once, shared, and renewed before they end."""

import threading
from datetime import timedelta

import httpx
import pytest

from portal.piclo.errors import Malformed, NotFound, Unauthorised, Unavailable
from portal.piclo.tokens import TokenCache, TokenKey, expiry_of
from tests.piclo.fake import NOW, FakePiclo, jwt, ok

KEY = TokenKey.of("https://piclo.test", "client", "key")
PROVIDER = ok([{"id": "prov001"}])


def test_one_token_serves_many_calls_of_many_clients() -> None:
    piclo = FakePiclo(PROVIDER)
    for _ in range(3):
        piclo.client().flex_provider()
    assert piclo.signed_in == 1
    assert len({request.headers["Authorization"] for request in piclo.requests}) == 1


@pytest.mark.parametrize(("seconds", "signed_in"), [(3539, 1), (3540, 2), (3601, 2)])
def test_a_token_is_renewed_a_minute_before_it_expires(seconds: int, signed_in: int) -> None:
    piclo = FakePiclo(PROVIDER)
    client = piclo.client()
    client.flex_provider()
    piclo.clock += timedelta(seconds=seconds)
    client.flex_provider()
    assert piclo.signed_in == signed_in


def test_another_key_does_not_live_on_the_token_of_the_old_one() -> None:
    piclo = FakePiclo(PROVIDER)
    piclo.client().flex_provider()
    piclo.client(api_key="another").flex_provider()
    piclo.client(client_id="another").flex_provider()
    piclo.client(base_url="https://other.test").flex_provider()
    assert piclo.signed_in == 4


def test_a_dead_token_is_renewed_once_and_the_call_repeated() -> None:
    piclo = FakePiclo(httpx.Response(401, json={"detail": "Token has expired."}), PROVIDER)
    assert piclo.client().flex_provider().id == "prov001"
    assert piclo.signed_in == 2
    first, second = (request.headers["Authorization"] for request in piclo.requests)
    assert first != second


def test_a_write_is_also_repeated_after_a_dead_token_for_it_was_not_taken() -> None:
    piclo = FakePiclo(httpx.Response(401, json={"detail": "Token has expired."}), httpx.Response(204))
    piclo.client().withdraw_ballot("z8mpC6x", "bal0001")
    assert len(piclo.requests) == 2


def test_a_second_refusal_is_the_end() -> None:
    piclo = FakePiclo(httpx.Response(401, json={"detail": "No."}))
    with pytest.raises(Unauthorised, match=r"No\."):
        piclo.client().flex_provider()
    assert piclo.signed_in == 2
    assert len(piclo.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 403])
def test_refused_credentials_are_said_as_such_and_not_tried_again(status: int) -> None:
    piclo = FakePiclo(PROVIDER)
    piclo.sign_ins = [httpx.Response(status, json={"detail": "Unknown client."})]
    with pytest.raises(Unauthorised, match=r"does not accept the client id and key\. Unknown client\."):
        piclo.client().flex_provider()
    assert (piclo.signed_in, piclo.requests, piclo.slept) == (1, [], [])


def test_an_address_where_nobody_signs_in_is_said_as_such() -> None:
    piclo = FakePiclo(PROVIDER)
    piclo.sign_ins = [httpx.Response(404, text="nginx")]
    with pytest.raises(NotFound, match="not that of Piclo's API"):
        piclo.client().flex_provider()


@pytest.mark.parametrize(
    "answer", [ok({}), ok({"token": 7}), ok({"token": ""}), ok({"token": "a\nb"}), ok(["token"])]
)
def test_an_answer_without_a_token_is_malformed(answer: httpx.Response) -> None:
    piclo = FakePiclo(PROVIDER)
    piclo.sign_ins = [answer]
    with pytest.raises(Malformed) as caught:
        piclo.client().flex_provider()
    assert not caught.value.may_have_arrived


@pytest.mark.parametrize(
    "trouble", [httpx.ReadTimeout("slow"), httpx.Response(502), httpx.Response(200, text="<html>")]
)
def test_a_write_whose_sign_in_fails_has_not_left(trouble: httpx.Response | Exception) -> None:
    piclo = FakePiclo(httpx.Response(204))
    piclo.sign_ins = [trouble]
    with pytest.raises((Unavailable, Malformed)) as caught:
        piclo.client().withdraw_ballot("z8mpC6x", "bal0001")
    assert not caught.value.may_have_arrived
    assert piclo.requests == []


def test_a_token_says_when_it_expires() -> None:
    assert expiry_of(jwt(NOW + timedelta(minutes=20)), NOW) == NOW + timedelta(minutes=20)


@pytest.mark.parametrize(
    "token",
    ["opaque", "a.b.c", "a..c", "a.e30.c", "a.W10.c", "a.eyJleHAiOiJzb29uIn0.c", "a.eyJleHAiOjFlOTl9.c"],
)
def test_a_token_that_does_not_say_lives_for_55_minutes(token: str) -> None:
    assert expiry_of(token, NOW) == NOW + timedelta(minutes=55)


def test_whoever_comes_while_another_signs_in_waits_for_that_token() -> None:
    cache, started, gate, sign_ins = TokenCache(), threading.Event(), threading.Event(), []

    def sign_in() -> str:
        sign_ins.append(1)
        started.set()
        gate.wait(5)
        return jwt(NOW + timedelta(hours=1))

    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(cache.get(KEY, sign_in, NOW))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert started.wait(5)
    gate.set()
    for thread in threads:
        thread.join(5)
    assert len(sign_ins) == 1
    assert len(set(got)) == 1
    assert len(got) == 4


def test_a_failed_sign_in_leaves_the_way_free_for_the_next() -> None:
    cache = TokenCache()

    def fail() -> str:
        raise Unavailable("down")

    with pytest.raises(Unavailable):
        cache.get(KEY, fail, NOW)
    assert cache.get(KEY, lambda: "token", NOW) == "token"


def test_only_the_token_that_was_refused_is_dropped() -> None:
    cache = TokenCache()
    assert cache.get(KEY, lambda: "new", NOW) == "new"
    cache.drop(KEY, "old")
    assert cache.get(KEY, lambda: "newer", NOW) == "new"
    cache.drop(KEY, "new")
    assert cache.get(KEY, lambda: "newer", NOW) == "newer"

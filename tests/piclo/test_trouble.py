"""What the client does when Piclo is busy, broken, gone or obscure."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from portal.piclo.calls import Outcome
from portal.piclo.client import PicloClient
from portal.piclo.errors import Malformed, NotFound, PicloError, Rejected, Unavailable
from portal.piclo.wire import DispatchAnswer
from tests.piclo.fake import API_KEY, NOW, FakePiclo, ok

PROVIDER = ok([{"id": "prov001"}])


def read(client: PicloClient) -> object:
    return client.flex_provider()


def write(client: PicloClient) -> object:
    return client.respond_to_dispatches([DispatchAnswer(id="dsp0001", response="accept")])


def busy(header: str | None = None, status: int = 429) -> httpx.Response:
    return httpx.Response(
        status, json={"detail": "Slow down."}, headers={"Retry-After": header} if header else {}
    )


def test_a_busy_piclo_is_waited_for_as_long_as_it_asks() -> None:
    piclo = FakePiclo(busy("7"), PROVIDER)
    read(piclo.client())
    assert piclo.slept == [7.0]


def test_a_date_to_come_again_is_understood() -> None:
    piclo = FakePiclo(busy("Tue, 10 Nov 2026 10:00:12 GMT"), PROVIDER)
    read(piclo.client())
    assert piclo.slept == [12.0]


@pytest.mark.parametrize(
    "header", ["soon", "-3", "1.5", "Tue, 99 Nov 2026 10:00:12 GMT", "Tue, 10 Nov 2026 10:00:12"]
)
def test_a_wait_that_makes_no_sense_is_replaced_by_our_own(header: str) -> None:
    piclo = FakePiclo(busy(header), PROVIDER)
    read(piclo.client())
    [slept] = piclo.slept
    assert 0.25 <= slept <= 0.5


def test_a_wait_that_is_too_long_is_left_to_the_caller() -> None:
    piclo = FakePiclo(busy("600"))
    with pytest.raises(Unavailable) as caught:
        read(piclo.client())
    assert caught.value.retry_after == 600
    assert not caught.value.may_have_arrived
    assert piclo.slept == []


def test_many_waits_together_stay_within_the_longest() -> None:
    piclo = FakePiclo(busy("20"))
    with pytest.raises(Unavailable):
        read(piclo.client(longest_wait=30.0, attempts=9))
    assert piclo.slept == [20.0]


def test_a_read_is_tried_again_with_longer_and_longer_pauses() -> None:
    piclo = FakePiclo(httpx.Response(500), httpx.ReadTimeout("slow"), httpx.ConnectError("down"), PROVIDER)
    read(piclo.client())
    first, second, third = piclo.slept
    assert 0.25 <= first <= 0.5
    assert 0.5 <= second <= 1.0
    assert 1.0 <= third <= 2.0


def test_a_read_gives_up_after_its_attempts() -> None:
    piclo = FakePiclo(httpx.Response(503))
    with pytest.raises(Unavailable, match="503"):
        read(piclo.client(attempts=3))
    assert len(piclo.requests) == 3


@pytest.mark.parametrize(
    ("trouble", "may_have_arrived"),
    [
        (httpx.ConnectError("refused"), False),
        (httpx.ConnectTimeout("slow"), False),
        (httpx.PoolTimeout("full"), False),
        (busy("1"), False),
        (httpx.Response(408), False),
        (httpx.ReadTimeout("slow"), True),
        (httpx.WriteTimeout("slow"), True),
        (httpx.ReadError("reset"), True),
        (httpx.RemoteProtocolError("cut off"), True),
        (httpx.Response(500), True),
        (httpx.Response(502, text="<html>bad gateway"), True),
    ],
)
def test_a_write_is_never_repeated_and_says_whether_it_may_have_arrived(
    trouble: httpx.Response | Exception, may_have_arrived: bool
) -> None:
    piclo = FakePiclo(trouble)
    with pytest.raises(Unavailable) as caught:
        write(piclo.client())
    assert caught.value.may_have_arrived is may_have_arrived
    assert len(piclo.requests) == 1
    assert piclo.slept == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>hello</html>"),
        httpx.Response(200, content=b'{"results": ['),
        httpx.Response(200, json={"results": [{"status": "accepted"}]}),
        httpx.Response(200),
        httpx.Response(200, json=["accepted"]),
        httpx.Response(301, headers={"Location": "https://elsewhere.test/"}),
        httpx.Response(200, stream=httpx.ByteStream(b"not gzip"), headers={"Content-Encoding": "gzip"}),
    ],
)
def test_an_answer_to_a_write_that_cannot_be_read_leaves_open_whether_it_was_done(
    answer: httpx.Response,
) -> None:
    piclo = FakePiclo(answer)
    with pytest.raises(Malformed) as caught:
        write(piclo.client())
    assert caught.value.may_have_arrived
    assert len(piclo.requests) == 1


@pytest.mark.parametrize("body", [b"[" * 200_000, b"\xff\xfe", b"NaN", b'"just text"', b"[]", b"7"])
def test_a_read_that_makes_no_sense_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        read(FakePiclo(httpx.Response(200, content=body)).client())


def test_a_redirection_is_not_followed_with_the_token() -> None:
    piclo = FakePiclo(httpx.Response(302, headers={"Location": "https://elsewhere.test/"}))
    with pytest.raises(Malformed):
        read(piclo.client())
    assert {request.url.host for request in piclo.requests} == {"piclo.test"}


def test_a_cookie_is_not_carried_to_the_next_call() -> None:
    piclo = FakePiclo(
        httpx.Response(200, json=[{"id": "prov001"}], headers={"Set-Cookie": "who=somebody; Path=/"})
    )
    client = piclo.client()
    read(client)
    read(client)
    assert "Cookie" not in piclo.requests[1].headers


def test_a_sign_that_the_database_cannot_keep_is_replaced() -> None:
    piclo = FakePiclo(httpx.Response(200, content=rb'[{"id": "prov001", "name": "A\u0000B"}]'))
    assert piclo.client().flex_provider().name == "A\ufffdB"


# Refusals


@pytest.mark.parametrize(
    ("body", "words", "fields"),
    [
        ({"detail": "Not yours."}, "Not yours.", {"": ["Not yours."]}),
        ({"non_field_errors": ["Closed.", "Late."]}, "Closed. Late.", {"": ["Closed.", "Late."]}),
        ({"max_runtime": ["Too short."]}, "Max runtime: Too short.", {"max_runtime": ["Too short."]}),
        (
            {"bids": [{}, {"rates": [{"value": ["A valid number is required."]}]}]},
            "Bids 2, rates 1, value: A valid number is required.",
            {"bids.1.rates.0.value": ["A valid number is required."]},
        ),
        (
            {"a": {"non_field_errors": ["No."]}, "detail": "Wrong."},
            "Wrong. A: No.",
            {"a": ["No."], "": ["Wrong."]},
        ),
        (["No.", "Never."], "No. Never.", {"": ["No.", "Never."]}),
        ({"code": 7}, "Code: 7", {"code": ["7"]}),
        ({}, "Piclo refused without a word (status 400)", {}),
        (None, "Piclo refused without a word (status 400)", {}),
    ],
)
def test_piclos_words_are_put_into_one_readable_line(
    body: Any, words: str, fields: dict[str, list[str]]
) -> None:
    with pytest.raises(Rejected) as caught:
        write(FakePiclo(httpx.Response(400, json=body)).client())
    assert caught.value.words == words
    assert caught.value.fields == fields
    assert caught.value.status == 400
    assert not caught.value.may_have_arrived


def test_a_refusal_that_is_no_json_keeps_plain_text_and_no_markup() -> None:
    with pytest.raises(Rejected, match=r"^Too large$"):
        write(FakePiclo(httpx.Response(413, text=" Too large ")).client())
    with pytest.raises(Rejected, match="without a word"):
        write(FakePiclo(httpx.Response(403, html="<h1>Forbidden</h1>")).client())


def test_a_refused_read_is_not_tried_again() -> None:
    piclo = FakePiclo(httpx.Response(404, json={"detail": "Not found."}))
    with pytest.raises(NotFound):
        piclo.client().get_asset("ast9999")
    assert len(piclo.requests) == 1


# What is remembered


def test_every_attempt_is_recorded_with_its_outcome() -> None:
    piclo = FakePiclo(busy("1"), httpx.Response(500), httpx.ReadTimeout("slow"), PROVIDER)
    read(piclo.client())
    assert [(call.endpoint, call.outcome, call.status, call.attempt) for call in piclo.calls] == [
        ("sign_in", Outcome.OK, 200, 1),
        ("flex_provider", Outcome.BUSY, 429, 1),
        ("flex_provider", Outcome.UNAVAILABLE, 500, 2),
        ("flex_provider", Outcome.UNAVAILABLE, None, 3),
        ("flex_provider", Outcome.OK, 200, 4),
    ]
    assert {call.run_id for call in piclo.calls} == {7}
    assert piclo.calls[1].at == NOW
    assert piclo.calls[2].at == NOW + timedelta(seconds=1)
    assert all(call.duration_ms >= 0 for call in piclo.calls)
    assert (piclo.calls[1].method, piclo.calls[1].path) == ("GET", "/flex-providers/v1/")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (httpx.Response(400, json={}), Outcome.REJECTED),
        (httpx.Response(401), Outcome.UNAUTHORISED),
        (httpx.Response(200, text="?"), Outcome.MALFORMED),
        (httpx.ConnectError("down"), Outcome.UNAVAILABLE),
    ],
)
def test_a_failed_call_is_recorded_too(answer: httpx.Response | Exception, outcome: Outcome) -> None:
    piclo = FakePiclo(answer)
    with pytest.raises(PicloError):
        write(piclo.client())
    assert piclo.calls[-1].outcome == outcome


def test_no_credential_or_token_is_in_a_record_an_error_or_a_representation() -> None:
    piclo = FakePiclo(httpx.Response(401, json={"detail": "No."}))
    client = piclo.client()
    with pytest.raises(PicloError) as caught:
        read(client)
    told = repr(piclo.calls) + repr(caught.value) + repr(client._settings)
    for secret in (API_KEY, *(request.headers["Authorization"].split()[1] for request in piclo.requests)):
        assert secret not in told

"""A connection is tried by signing in afresh and asking Piclo who we are."""

import httpx
import pytest
import respx

from portal.piclo.connection_settings import ConnectionSettings
from portal.piclo.models import ConnectionState
from portal.piclo.probing import probe

SETTINGS = ConnectionSettings("https://piclo.test", "client", "key", "prov001")
TOKEN = httpx.Response(200, json={"token": "token"})


@pytest.fixture
def piclo() -> respx.MockRouter:
    with respx.mock(base_url="https://piclo.test", assert_all_called=False) as router:
        router.post("/authtoken/v1/").mock(return_value=TOKEN)
        yield router


def test_credentials_of_the_right_provider_work(piclo: respx.MockRouter) -> None:
    piclo.get("/flex-providers/v1/").mock(return_value=httpx.Response(200, json=[{"id": "prov001"}]))
    assert probe(SETTINGS).works


def test_every_trial_signs_in_afresh(piclo: respx.MockRouter) -> None:
    piclo.get("/flex-providers/v1/").mock(return_value=httpx.Response(200, json=[{"id": "prov001"}]))
    probe(SETTINGS)
    probe(SETTINGS)
    assert piclo.routes[0].call_count == 2


def test_credentials_of_another_provider_are_named(piclo: respx.MockRouter) -> None:
    answer = [{"id": "prov009", "name": "Somebody Else"}]
    piclo.get("/flex-providers/v1/").mock(return_value=httpx.Response(200, json=answer))
    verdict = probe(SETTINGS)
    assert verdict.state == ConnectionState.REFUSED
    assert (
        verdict.words
        == "These credentials belong to the Flex Provider Somebody Else (prov009), not to prov001."
    )


def test_refused_credentials_are_told_from_a_piclo_that_is_down(piclo: respx.MockRouter) -> None:
    piclo.post("/authtoken/v1/").mock(return_value=httpx.Response(401, json={"detail": "No."}))
    assert probe(SETTINGS).state == ConnectionState.REFUSED
    piclo.post("/authtoken/v1/").mock(side_effect=httpx.ConnectError("down"))
    verdict = probe(ConnectionSettings("https://piclo.test", "client", "key", "prov001", attempts=1))
    assert (verdict.state, verdict.words) == (
        ConnectionState.FAILING,
        "Piclo cannot be reached (ConnectError)",
    )

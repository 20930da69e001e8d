"""Lists come whole, in pages, from bare arrays and from envelopes."""

from typing import Any

import httpx
import pytest

from portal.piclo.client import PicloClient
from portal.piclo.errors import Malformed, Unavailable
from tests.piclo.fake import FakePiclo, ok


def assets(first: int, last: int) -> list[dict[str, Any]]:
    return [{"id": f"ast{number:04d}", "ref": f"R{number}"} for number in range(first, last + 1)]


def ids(client: PicloClient) -> list[list[str]]:
    return [[item.value.id for item in page.items] for page in client.list_assets()]


def test_a_bare_array_comes_in_pages_of_our_own_size() -> None:
    piclo = FakePiclo(ok(assets(1, 5)))
    assert [len(page) for page in ids(piclo.client(page_size=2))] == [2, 2, 1]
    assert len(piclo.requests) == 1


def test_an_empty_list_has_no_page() -> None:
    assert ids(FakePiclo(ok([])).client()) == []
    assert ids(FakePiclo(ok({"results": [], "next": None})).client()) == []


@pytest.mark.parametrize(
    "following",
    [
        "https://piclo.test/assets/v1/?page_size=500&page=2",
        "http://piclo-internal:8000/assets/v1/?page_size=500&page=2",
        "/assets/v1/?page_size=500&page=2",
        "?page_size=500&page=2",
    ],
)
def test_an_envelopes_pages_are_followed_and_the_token_goes_to_no_other_address(following: str) -> None:
    piclo = FakePiclo(
        ok({"results": assets(1, 2), "next": following}), ok({"results": assets(3, 3), "next": None})
    )
    assert ids(piclo.client()) == [["ast0001", "ast0002"], ["ast0003"]]
    assert {request.url.host for request in piclo.requests} == {"piclo.test"}
    assert [dict(request.url.params) for request in piclo.requests] == [
        {"page_size": "500"},
        {"page_size": "500", "page": "2"},
    ]


def test_an_address_below_a_prefix_is_kept() -> None:
    piclo = FakePiclo(
        ok({"results": assets(1, 1), "next": "https://h.test/flex/assets/v1/?page=2"}), ok(assets(2, 2))
    )
    assert ids(piclo.client(base_url="https://h.test/flex/")) == [["ast0001"], ["ast0002"]]
    assert {request.url.path for request in piclo.requests} == {"/flex/assets/v1/"}


def test_pages_that_go_round_in_a_circle_end() -> None:
    piclo = FakePiclo(ok({"results": assets(1, 1), "next": "/assets/v1/?page_size=500"}))
    with pytest.raises(Malformed, match="circle"):
        ids(piclo.client())


@pytest.mark.parametrize("following", ["https://piclo.test/dispatches/v1/?page=2", "http://[", 7])
def test_a_next_page_that_is_none_of_this_list_is_refused(following: object) -> None:
    with pytest.raises(Malformed):
        ids(FakePiclo(ok({"results": assets(1, 1), "next": following})).client())


@pytest.mark.parametrize("body", [{"detail": "?"}, {"results": None}, "text", 7, None])
def test_what_is_no_list_is_malformed(body: object) -> None:
    with pytest.raises(Malformed, match="no list"):
        ids(FakePiclo(ok(body)).client())


def test_the_pages_before_a_failure_are_given() -> None:
    piclo = FakePiclo(ok({"results": assets(1, 2), "next": "?page=2"}), httpx.Response(500))
    pages = piclo.client(attempts=1).list_assets()
    assert len(next(pages).items) == 2
    with pytest.raises(Unavailable):
        next(pages)


def test_a_bad_record_does_not_spoil_its_page() -> None:
    [page] = FakePiclo(ok([*assets(1, 1), {"id": "ast0002"}, *assets(3, 3)])).client().list_assets()
    assert [item.value.id for item in page.items] == ["ast0001", "ast0003"]
    assert [(refusal.ref, refusal.reason) for refusal in page.refused] == [("ast0002", "ref: is missing")]


@pytest.mark.parametrize(
    "body", [[{"id": "prov001"}], {"id": "prov001"}, {"results": [{"id": "prov001"}], "next": None}]
)
def test_the_provider_is_understood_alone_and_in_a_list(body: object) -> None:
    assert FakePiclo(ok(body)).client().flex_provider().id == "prov001"


@pytest.mark.parametrize("body", [[], {}, {"results": []}, [{"name": "nobody"}]])
def test_an_answer_that_names_no_provider_is_malformed(body: object) -> None:
    with pytest.raises(Malformed):
        FakePiclo(ok(body)).client().flex_provider()

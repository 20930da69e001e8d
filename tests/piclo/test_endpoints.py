"""The table of operations is sound, and the documents and the client keep to it."""

from pathlib import Path

import pytest

from portal.piclo.client import PicloClient
from portal.piclo.endpoints import GET_ASSET, TABLE, Endpoint, Evidence

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "piclo.md"


def named(endpoint: Endpoint) -> str:
    return endpoint.name


@pytest.mark.parametrize("endpoint", TABLE, ids=named)
def test_every_path_begins_and_ends_with_a_slash_and_names_a_version(endpoint: Endpoint) -> None:
    assert endpoint.path.startswith("/")
    assert endpoint.path.endswith("/")
    assert "/v1/" in endpoint.path


@pytest.mark.parametrize("endpoint", TABLE, ids=named)
def test_every_operation_stands_in_the_document_with_its_evidence(endpoint: Endpoint) -> None:
    row = f"| `{endpoint.method} {endpoint.path}` | {endpoint.evidence.value} | {endpoint.source} |"
    assert row in DOCUMENT.read_text()


def test_every_operation_is_a_method_of_the_client() -> None:
    behind_others = {"sign_in", "find_assets"}
    assert {endpoint.name for endpoint in TABLE} - behind_others <= set(dir(PicloClient))


def test_no_name_is_given_twice() -> None:
    assert len({endpoint.name for endpoint in TABLE}) == len(TABLE)


def test_only_lists_are_paged_and_only_gets_read() -> None:
    assert all(endpoint.name.startswith("list_") for endpoint in TABLE if endpoint.paged)
    assert {endpoint.method for endpoint in TABLE if endpoint.reads} == {"GET"}


def test_evidence_is_of_three_classes() -> None:
    assert {endpoint.evidence for endpoint in TABLE} == set(Evidence)


def test_an_id_is_put_into_its_path() -> None:
    assert GET_ASSET.path_for(asset_id="aB3-_.~:9") == "/assets/v1/aB3-_.~:9/"


@pytest.mark.parametrize("wrong", ["", ".", "..", "a/b", "a?b", "a#b", "a b", "ä", "a%2Fb"])
def test_an_id_that_would_leave_its_place_in_the_path_is_not_sent(wrong: str) -> None:
    with pytest.raises(ValueError, match="cannot be an id"):
        GET_ASSET.path_for(asset_id=wrong)

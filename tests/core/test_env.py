"""Settings from the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.core.env import database, env_bool, env_demand, env_list, env_text


@pytest.mark.parametrize(
    ("text", "expected"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("no", False), ("", True)]
)
def test_words_for_yes(monkeypatch: pytest.MonkeyPatch, text: str, expected: bool) -> None:
    monkeypatch.setenv("FLAG", text)
    assert env_bool("FLAG", default=True) is expected


def test_an_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAME", "")
    assert env_text("NAME", default="x") == "x"
    assert env_list("NAME", default=["a"]) == ["a"]


def test_a_list_is_comma_separated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAME", "a, b,,c ")
    assert env_list("NAME") == ["a", "b", "c"]


def test_what_is_demanded_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAME", "x")
    monkeypatch.setenv("EMPTY", "")
    env_demand("NAME")
    with pytest.raises(ImproperlyConfigured, match="EMPTY must be set"):
        env_demand("NAME", "EMPTY")


@pytest.mark.parametrize("pooled", [False, True])
def test_a_database_address_keeps_all_that_it_says(pooled: bool) -> None:
    url = "postgresql://flex%40desk:p%2Fw@db.example:6432/flex%20desk?sslmode=require&connect_timeout=3"
    found = database(url, pooled=pooled)
    names = ("USER", "PASSWORD", "HOST", "PORT", "NAME")
    assert [found[name] for name in names] == ["flex@desk", "p/w", "db.example", "6432", "flex desk"]
    options = found["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["sslmode"], options["connect_timeout"]) == ("require", "3")
    assert ("pool" in options) is pooled


def test_a_database_is_reached_over_a_socket_too() -> None:
    found = database("postgresql:///flexdesk?host=/run/postgresql")
    assert (found["HOST"], found["NAME"], found["OPTIONS"]) == ("", "flexdesk", {"host": "/run/postgresql"})

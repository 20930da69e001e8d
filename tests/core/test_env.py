"""Settings from the environment."""

import pytest

from portal.core.env import env_bool, env_list, env_text


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

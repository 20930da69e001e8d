"""Secrets of a run: made once, kept private."""

import json
import stat
from pathlib import Path

import pytest

from portal.embedded.errors import EmbeddedError
from portal.embedded.secrets import load_secrets, write_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secrets_are_made_once_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    first = load_secrets(file)
    assert mode(file) == 0o600
    assert load_secrets(file) == first


def test_two_folders_have_nothing_in_common(tmp_path: Path) -> None:
    one = vars(load_secrets(tmp_path / "one.json"))
    other = vars(load_secrets(tmp_path / "other.json"))
    assert not set(one.values()) & set(other.values())


def test_a_secret_that_an_older_version_did_not_have_is_added_and_the_others_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    first = load_secrets(file)
    old = {name: value for name, value in vars(first).items() if name != "operator_key"}
    file.write_text(json.dumps({**old, "of_a_version_long_gone": "x"}))
    completed = load_secrets(file)
    assert completed.postgres_password == first.postgres_password
    assert completed.operator_key != first.operator_key
    assert load_secrets(file) == completed


def test_a_damaged_file_is_named_and_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_text("{")
    with pytest.raises(EmbeddedError, match=r"secrets\.json cannot be read"):
        load_secrets(file)
    assert file.read_text() == "{"


def test_a_private_file_replaces_an_open_one(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text("old")
    file.chmod(0o644)
    write_private(file, "new")
    assert file.read_text() == "new"
    assert mode(file) == 0o600
    assert list(tmp_path.iterdir()) == [file]

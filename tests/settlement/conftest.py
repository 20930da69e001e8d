"""Uploads of tests stay in a folder of their own, and no bell rings."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from settlement import tasks


@pytest.fixture(autouse=True)
def files_of_the_test(settings: Settings, tmp_path: Path) -> Path:
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = storages
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Which tasks were rung for, and with what."""
    bells: list[tuple[str, dict[str, Any]]] = []
    for task in (tasks.read_file, tasks.read_waiting_files, tasks.make_due_reports):
        monkeypatch.setattr(
            task, "apply_async", lambda name=task.name, **call: bells.append((name, call["kwargs"]))
        )
    return bells

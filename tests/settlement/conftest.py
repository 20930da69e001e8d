"""Uploads of tests stay in a folder of their own, and no bell rings; a site, its contract and a dispatch under it."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from assets.models import Asset
from bidding.models import Obligation
from dispatch.models import Instruction
from portal.accounts.models import Membership
from settlement import tasks
from tests.factories.settlement import make_contract, make_dispatch, make_site


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


@pytest.fixture
def site(owner: Membership) -> Asset:
    return make_site(owner.organisation)


@pytest.fixture
def contract(owner: Membership) -> Obligation:
    return make_contract(owner.organisation)


@pytest.fixture
def dispatch(contract: Obligation, site: Asset) -> Instruction:
    return make_dispatch(contract, site)

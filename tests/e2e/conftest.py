"""Journeys need a running stack: `./dev e2e` starts one of its own."""

import os
from pathlib import Path

import pytest

from tests.e2e.stack import Market, Operator, Stack


@pytest.fixture(scope="session")
def stack() -> Stack:
    file = os.environ.get("FLEXDESK_RUN_JSON")
    if not file:
        pytest.skip("no running stack: start the journeys with ./dev e2e")
    return Stack(Path(file))


@pytest.fixture(scope="session")
def operator(stack: Stack) -> Operator:
    return Operator(stack)


@pytest.fixture(scope="session")
def market(stack: Stack) -> Market:
    return Market(stack)

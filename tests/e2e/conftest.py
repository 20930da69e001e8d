"""Journeys need a running stack: `./dev e2e` starts one of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.stack import Market, Operator, Stack
from tests.e2e.visitor import Visitor

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Visit = Callable[[str], Visitor]


@pytest.fixture(scope="session")
def stack() -> Stack:
    file = os.environ.get("FLEXDESK_RUN_JSON")
    if not file:
        pytest.skip("no running stack: start the journeys with ./dev e2e")
    return Stack(Path(file))


@pytest.fixture(scope="session")
def operator(stack: Stack) -> Iterator[Operator]:
    with closing(Operator(stack)) as client:
        yield client


@pytest.fixture(scope="session")
def market(stack: Stack) -> Iterator[Market]:
    with closing(Market(stack)) as client:
        yield client


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("FLEXDESK_CHROMIUM")
    if not program:
        pytest.skip("no chromium was found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, stack: Stack) -> Iterator[Visit]:
    """Somebody of a role at a browser of their own. At the end no console may have complained."""
    visitors: list[Visitor] = []

    def come(role: str) -> Visitor:
        visitors.append(Visitor(chromium, stack, role))
        return visitors[-1]

    yield come
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert not complaints

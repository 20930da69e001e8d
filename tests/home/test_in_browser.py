"""What only a browser can tell: accessibility, the policy on scripts, the desk gathering itself, ticking words."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import Membership
from portal.core import formats
from tests.home.panel_urls import PANELS
from tests.support.fixtures import SignIn

CHROMIUM = os.environ.get("FLEXDESK_CHROMIUM") or shutil.which("chromium") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
LENGTHS = [
    1,
    40,
    60,
    61,
    1_120,
    1_799,
    1_800,
    3_599,
    3_600,
    4_739,
    86_399,
    86_400,
    176_400,
    259_199,
    259_200,
    999_999,
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium was found"),
    pytest.mark.django_db(transaction=True),
]


@contextmanager
def browsing(
    server: LiveServer, session: str, *, width: int = 1440, colours: str = "light"
) -> Iterator[Page]:
    """A page signed in by its session cookie; whatever the console calls an error fails the test."""
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=colours)  # type: ignore[arg-type]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Policy" in said.text else None)
        yield page
        browser.close()
    assert not faults


@pytest.fixture
def session(owner: Membership, sign_in: SignIn) -> str:
    return sign_in(owner).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.parametrize(("width", "colours"), [(1440, "light"), (390, "dark")])
@override_settings(DESK_PANELS=[])
def test_every_component_is_accessible_in_both_themes_on_both_screens(
    live_server: LiveServer, session: str, width: int, colours: str
) -> None:
    with browsing(live_server, session, width=width, colours=colours) as page:
        for path in ("/look/", "/", "/activity/", "/sign-in/logout/"):
            page.goto(live_server.url + path)
            page.wait_for_load_state("networkidle")
            found = Axe().run(page).response["violations"]
            assert not found, [(path, fault["id"], fault["nodes"][0]["html"]) for fault in found]
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@override_settings(ROOT_URLCONF="tests.home.panel_urls", DESK_PANELS=PANELS)
def test_the_desk_gathers_its_lines_soonest_first_and_can_show_mine_alone(
    live_server: LiveServer, session: str
) -> None:
    with browsing(live_server, session) as page:
        page.goto(live_server.url)
        page.wait_for_selector("#need-instruction")
        page.wait_for_selector("#needs [data-failed]")
        page.wait_for_selector("#need-standing")
        ids = page.evaluate("[...document.querySelectorAll('#needs tr')].map(row => row.id)")
        assert ids == ["", "need-instruction", "need-approval", "need-standing"]
        assert page.inner_text("#needs-count") == "3 things, soonest first"
        page.click("[data-mine-only]")
        assert page.inner_text("#needs-count") == "1 thing, soonest first"
        assert not page.is_visible("#need-instruction")


def test_the_browser_says_spans_of_time_as_the_server_does(live_server: LiveServer, session: str) -> None:
    with browsing(live_server, session) as page:
        page.goto(live_server.url + "/look/")
        said = page.evaluate(
            "async ([address, lengths]) => { const { duration } = await import(address);"
            " return lengths.map((seconds) => duration(seconds * 1000)); }",
            [f"{live_server.url}/static/js/time.js", LENGTHS],
        )
    assert said == [formats.duration(timedelta(seconds=seconds)) for seconds in LENGTHS]


def test_a_question_opens_over_the_page_and_values_are_read_off_by_key(
    live_server: LiveServer, session: str
) -> None:
    with browsing(live_server, session) as page:
        page.goto(live_server.url + "/look/")
        page.click("main a[data-opens]")
        assert page.is_visible("dialog[open] >> text=Withdraw this ballot?")
        page.keyboard.press("Escape")
        page.focus("[data-reads] .paper")
        page.keyboard.press("ArrowRight")
        assert "baseline, MW  0.620" in page.inner_text("[data-reads] output")


def test_without_scripts_the_menu_of_a_small_screen_still_opens(
    live_server: LiveServer, session: str
) -> None:
    with browsing(live_server, session, width=390) as page:
        page.route("**/*.js", lambda route: route.abort())
        page.goto(live_server.url + "/look/")
        assert not page.is_visible("#rail")
        page.click("text=Menu")
        assert page.is_visible("#rail >> text=Assets")

"""The map in a browser: accessible in both themes on both screens, within the policy on scripts, of use by mouse."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from competitions.models import Competition
from portal.accounts.models import Membership
from tests.factories.assets import AssetFactory
from tests.factories.competitions import CompetitionFactory
from tests.home.test_in_browser import CHROMIUM, browsing
from tests.support.fixtures import SignIn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium was found"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def session(owner: Membership, sign_in: SignIn) -> str:
    return sign_in(owner).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def competition(owner: Membership) -> Competition:
    """An area with one asset in it and one far from it."""
    AssetFactory.create(organisation=owner.organisation, name="Within")
    AssetFactory.create(organisation=owner.organisation, name="Further", latitude=56.2)
    return CompetitionFactory.create(
        organisation=owner.organisation, name="Monktonhall", closed_at=timezone.now() + timedelta(days=1)
    )


@pytest.mark.parametrize(("width", "colours"), [(1440, "light"), (390, "dark")])
def test_the_map_is_accessible_in_both_themes_on_both_screens(
    live_server: LiveServer, session: str, competition: Competition, width: int, colours: str
) -> None:
    with browsing(live_server, session, width=width, colours=colours) as page:
        for path in ("/competitions/map/", f"/competitions/map/?area={competition.pk}&show=outside"):
            page.goto(live_server.url + path)
            page.wait_for_selector(".map .pin, .map .cluster")
            found = Axe().run(page).response["violations"]
            assert not found, [(path, fault["id"], fault["nodes"][0]["html"]) for fault in found]
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_area_that_is_clicked_says_who_is_inside_and_the_filter_narrows_the_map(
    live_server: LiveServer, session: str, competition: Competition
) -> None:
    with browsing(live_server, session) as page:
        page.goto(f"{live_server.url}/competitions/map/?area={competition.pk}")
        page.wait_for_selector(".map path.patch.area.chosen")
        page.click("#panel >> text=Close")
        page.wait_for_selector("#panel >> text=Choose an area")
        # The map has been drawn anew.
        page.wait_for_selector(".map path.patch.area:not(.chosen)")
        box = page.locator(".map path.patch.area").bounding_box()
        assert box
        page.mouse.click(box["x"] + 12, box["y"] + box["height"] - 12)
        page.wait_for_selector("#panel >> text=Monktonhall")
        assert page.url.endswith(f"?area={competition.pk}")
        assert page.inner_text("#panel tbody a") == "Within"
        page.fill("input[name=search]", "Further")
        page.wait_for_selector("#panel >> text=Outside 1")
        assert f"area={competition.pk}" in page.url
        page.wait_for_selector(".map .pin", state="detached")


def test_without_scripts_the_picture_stands_in_its_place_and_its_areas_are_links(
    live_server: LiveServer, session: str, competition: Competition
) -> None:
    with browsing(live_server, session) as page:
        page.route("**/*.js", lambda route: route.abort())
        page.goto(f"{live_server.url}/competitions/map/")
        page.click("svg.overview a path.patch", force=True)
        page.wait_for_url("**/?area=*")
        assert page.inner_text("#panel h2") == "Monktonhall"

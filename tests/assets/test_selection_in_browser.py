"""Choosing assets in a browser: accessible, by mouse and with Shift, and as well without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from assets.models import Asset, AssetGroup
from portal.accounts.models import Membership
from tests.factories.assets import AssetFactory, AssetGroupFactory
from tests.home.test_in_browser import CHROMIUM, browsing
from tests.support.fixtures import SignIn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium was found"),
    pytest.mark.django_db(transaction=True),
]
BOXES = "input[name=asset]"


@pytest.fixture
def session(owner: Membership, sign_in: SignIn) -> str:
    return sign_in(owner).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def group(owner: Membership) -> AssetGroup:
    """A group with two of six assets in it."""
    assets = [
        AssetFactory.create(organisation=owner.organisation, name=f"Battery {n}", ref=f"B{n}")
        for n in range(6)
    ]
    group = AssetGroupFactory.create(organisation=owner.organisation, name="Evening")
    group.assets.add(*assets[:2])
    return group


@pytest.mark.parametrize(("width", "colours"), [(1440, "dark"), (390, "light")])
def test_the_pages_are_accessible_in_both_themes_on_both_screens(
    live_server: LiveServer, session: str, group: AssetGroup, width: int, colours: str
) -> None:
    paths = (
        "/assets/",
        "/assets/groups/",
        f"/assets/groups/{group.pk}/",
        "/assets/selection/?deed=group&all=on",
        "/assets/selection/?deed=archive&all=on",
    )
    with browsing(live_server, session, width=width, colours=colours) as page:
        for path in paths:
            page.goto(live_server.url + path)
            page.wait_for_load_state("networkidle")
            found = Axe().run(page).response["violations"]
            assert not found, [(path, fault["id"], fault["nodes"][0]["html"]) for fault in found]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_stretch_is_ticked_with_shift_and_the_whole_page_at_once(
    live_server: LiveServer, session: str, group: AssetGroup
) -> None:
    with browsing(live_server, session) as page:
        page.goto(f"{live_server.url}/assets/")
        page.locator(BOXES).nth(1).click()
        page.locator(BOXES).nth(4).click(modifiers=["Shift"])
        assert page.inner_text("[data-count]") == "4 ticked"
        page.check("[data-page] input")
        assert page.inner_text("[data-count]") == "6 ticked"
        page.uncheck("[data-page] input")
        assert page.inner_text("[data-count]") == ""
        page.locator(BOXES).nth(3).check()
        page.fill("input[name=search]", "Battery 3")
        page.wait_for_selector("text=All 1 that match")
        assert page.inner_text("[data-count]") == "1 ticked"
        page.locator(BOXES).uncheck()
        page.locator(BOXES).check()
        page.wait_for_load_state("networkidle")
        assert page.inner_text("[data-count]") == "1 ticked"


def test_ticked_assets_are_asked_about_by_name_and_archived(
    live_server: LiveServer, session: str, group: AssetGroup
) -> None:
    with browsing(live_server, session) as page:
        page.goto(f"{live_server.url}/assets/?search=battery")
        for place in (2, 5):
            page.locator(BOXES).nth(place).check()
        page.select_option("select[name=deed]", "archive")
        page.click("text=Go on")
        page.wait_for_selector("h1 >> text=Archive 2 assets?")
        page.click("text=Archive them")
        page.wait_for_url("**/assets/?search=battery")
        assert "2 assets archived." in page.inner_text("body")
    archived = Asset.objects.filter(status="archived").order_by("name")
    assert [asset.name for asset in archived] == ["Battery 2", "Battery 5"]


def test_without_scripts_assets_are_ticked_one_by_one(
    live_server: LiveServer, session: str, group: AssetGroup
) -> None:
    with browsing(live_server, session) as page:
        page.route("**/*.js", lambda route: route.abort())
        page.goto(f"{live_server.url}/assets/groups/{group.pk}/")
        assert not page.locator("[data-page]").is_visible()
        page.locator(BOXES).nth(0).check()
        page.select_option("select[name=deed]", "ungroup")
        page.click("text=Go on")
        page.wait_for_selector("h1 >> text=Take 1 asset out of a group?")
        assert page.input_value("select[name=group]") == str(group.pk)
        page.click("text=Take them out")
        page.wait_for_url(f"**/assets/groups/{group.pk}/")
    assert [asset.name for asset in group.assets.all()] == ["Battery 1"]

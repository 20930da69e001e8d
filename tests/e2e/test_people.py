"""What holds for whoever comes: by keyboard alone, on a phone, and without prices where there is no right to them."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser
MONEY = re.compile(r"£|GBP|\bguide\b|\bprice", re.IGNORECASE)
PAGES = (
    "/",
    "/assets/",
    "/assets/new/",
    "/competitions/",
    "/competitions/entry/",
    "/competitions/map/",
    "/competitions/applications/",
    "/competitions/map/unplaced/",
    "/competitions/applications/documents/",
    "/assets/groups/",
    "/assets/groups/new/",
    "/assets/selection/?deed=archive&all=on",
    "/assets/planned/",
    "/assets/planned/new/",
    "/assets/imports/",
    "/assets/imports/new/",
    "/assets/sent/",
    "/bidding/",
    "/bidding/results/",
    "/bidding/contracts/",
    "/dispatch/",
    "/dispatch/instructions/",
    "/settlement/meter-data/",
    "/settlement/meter-data/upload/",
    "/settlement/performance/",
    "/settlement/invoices/",
    "/settlement/invoices/make/",
    "/connection/",
    "/connection/runs/",
    "/activity/",
    "/organisation/team/",
)


def test_from_sign_in_to_the_desk_by_keyboard_alone(visit: Visit) -> None:
    person = visit("approver")
    keyboard = person.page.keyboard
    person.page.goto("/")
    tab_to(person, person.field("Email"))
    keyboard.type(person.login["email"])
    tab_to(person, person.field("Password"))
    keyboard.type(person.login["password"])
    keyboard.press("Enter")
    expect(person.heading("Desk")).to_be_visible()
    tab_to(person, person.link("Skip to content"))
    keyboard.press("Enter")
    tab_to(person, person.button("Mine only"))
    keyboard.press("Space")
    expect(person.button("Mine only")).to_have_attribute("aria-pressed", "true")


def tab_to(person: Visitor, sight: Locator) -> None:
    """Press Tab until it has the focus, as it may have from the start."""
    for _ in range(40):
        if sight.evaluate("element => element === document.activeElement"):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {sight}")


def test_a_viewer_sees_the_market_but_no_price(visit: Visit) -> None:
    person = visit("viewer").signs_in()
    rail = person.page.get_by_role("navigation", name="Main")
    assert [link for link in ("Ballots", "Dispatch", "Invoices") if link in rail.inner_text()] == []
    person.goes_to("Competitions")
    expect(person.heading("Competitions")).to_be_visible()
    assert not MONEY.search(person.page.get_by_role("main").inner_text())
    person.page.get_by_role("table").get_by_role("link", name=re.compile("October")).first.click()
    expect(person.sheet("Windows").first).to_be_visible()
    assert not MONEY.search(person.page.get_by_role("main").inner_text())
    assert person.page.request.get("/settlement/invoices/").status == 403


def test_every_page_fits_a_phone(visit: Visit) -> None:
    person = visit("owner").signs_in()
    person.page.set_viewport_size({"width": 390, "height": 844})
    too_wide = []
    for path in PAGES:
        answer = person.page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        if person.page.evaluate("document.documentElement.scrollWidth") > 390:
            too_wide.append(path)
    assert too_wide == []

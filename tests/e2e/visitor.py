"""Somebody at a browser: signed in to the portal, finding their way by what stands on the page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import APIResponse, Browser, ConsoleMessage, Locator, Page, expect

from tests.e2e.stack import Stack

GRAVE = ("serious", "critical")
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
EVERYTHING = {"resultTypes": ["violations"]}


class Visitor:
    """One person in a browser context of their own. Whatever the console complains of is kept."""

    def __init__(self, browser: Browser, stack: Stack, role: str) -> None:
        self.role = role
        self.login = stack.login(role)
        self.complaints: list[str] = []
        self._seen: set[str] = set()
        self.context = browser.new_context(
            base_url=stack.portal_url,
            viewport={"width": 1440, "height": 900},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._heard)

    def _heard(self, said: ConsoleMessage) -> None:
        # A form with a fault answers 422, which Chromium calls an error.
        if "status of 422" not in said.text and (said.type == "error" or "Policy" in said.text):
            self.complaints.append(f"{self.page.url}: {said.text}")

    def signs_in(self) -> "Visitor":
        self.page.goto("/")
        self.field("Email").fill(self.login["email"])
        self.field("Password").fill(self.login["password"])
        self.button("Sign in").click()
        expect(self.heading("Desk")).to_be_visible()
        return self

    def goes_to(self, way: str) -> None:
        """By the rail, whose entries may carry a count."""
        rail = self.page.get_by_role("navigation", name="Main")
        rail.get_by_role("link", name=re.compile(rf"^{way}\b")).click()

    def heading(self, words: str) -> Locator:
        return self.page.get_by_role("heading", level=1, name=words)

    def button(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=words, exact=True)

    def link(self, words: str) -> Locator:
        return self.page.get_by_role("link", name=words, exact=True)

    def field(self, label: str) -> Locator:
        """A field whose label begins so; "optional" may follow."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}"))

    def row(self, words: str) -> Locator:
        """The row of a table that says this."""
        return self.page.get_by_role("row").filter(has_text=words)

    def sheet(self, title: str) -> Locator:
        """The part of a page under a heading of its own."""
        return self.page.locator("section").filter(
            has=self.page.get_by_role("heading", name=title, exact=True)
        )

    def fact(self, name: str) -> Locator:
        """A name in a list of facts with what stands under it."""
        return self.page.locator("dl > div").filter(has=self.page.get_by_text(name, exact=True))

    def value(self, name: str) -> str:
        """What stands under a name, as text."""
        return self.fact(name).get_by_role("definition").inner_text().strip()

    def state(self, word: str) -> Locator:
        """The state beside the page's heading."""
        return self.page.get_by_role("banner").get_by_text(word, exact=True)

    def says(self, words: str) -> Locator:
        """A message that passes."""
        return self.page.get_by_text(words).first

    def posts(self, address: str, **words: str) -> APIResponse:
        """A form that no page offers, with this person's own session and token."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}
        headers = {"X-CSRFToken": cookies["flexdesk_csrf"], "Referer": self.page.url}
        return self.page.request.post(address, form={**words}, headers=headers, max_redirects=0)

    def looks(self, name: str) -> None:
        """Accessible as it stands, in light and in dark; a page of the same name is looked at once."""
        if name in self._seen:
            return
        self._seen.add(name)
        with self.colours("light"):
            self._assert_accessible(name, EVERYTHING)
        with self.colours("dark"):
            self._assert_accessible(f"{name}, dark", COLOURS)

    @contextmanager
    def colours(self, scheme: str) -> Iterator[None]:
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        yield
        self.page.emulate_media(color_scheme="light")

    def _assert_accessible(self, name: str, options: dict[str, list[str]]) -> None:
        found = Axe().run(self.page, options=options).response["violations"]
        grave = [(fault["id"], fault["nodes"][0]["html"]) for fault in found if fault["impact"] in GRAVE]
        assert not grave, (name, grave)

"""A planned asset is offered to a competition while Piclo's answer is lost: it stands there once, and counts."""

from collections.abc import Iterator
from contextlib import closing
from time import time

import pytest
from playwright.sync_api import expect

from tests.e2e import scenes
from tests.e2e.conftest import Visit
from tests.e2e.stack import Market, Operator, Person, Stack, wait_for
from tests.e2e.test_nothing_is_lost import first, open_competition
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def owner(stack: Stack) -> Iterator[Person]:
    with closing(Person(stack, "owner")) as person:
        yield person


@pytest.fixture
def lost_answer(operator: Operator) -> Iterator[None]:
    """Piclo stores the next planned asset, and its answer goes astray."""
    operator.do("fault", kind="dropped", method="POST", path="/planned-assets/", times=1)
    yield
    operator.do("fault", clear=True)


@pytest.mark.usefixtures("lost_answer")
def test_a_planned_asset_counts_once_although_the_answer_was_lost(
    operator: Operator, market: Market, owner: Person, visit: Visit
) -> None:
    number = int(time()) % 10_000_000
    reference, competition = f"PLAN-{number}", f"PLANNED_{number}"
    operator.do("competitions", competitions=[scenes.competition_record(competition)])
    operator.do("advance", competition=competition)
    operator.do("advance", competition=competition)
    listed = wait_for(
        "the competition here",
        lambda: first(owner.ask("competitions/", search=competition), reference=competition),
    )
    person = visit("portfolio").signs_in()
    person.page.goto(f"/competitions/{listed['id']}/")
    person.link("Offer a planned asset").click()
    expect(person.field("Competition")).to_have_value(competition)
    fill(person, reference)
    person.button("Save and send to Piclo").click()
    expect(person.page.get_by_text("In step")).to_be_visible(timeout=90_000)
    theirs = [row for row in market.read("/planned-assets/v1/") if row["reference"] == reference]
    assert [row["competition_reference"] for row in theirs] == [competition]
    opened = wait_for("Piclo to count it", lambda: open_competition(owner, competition))
    person.page.goto(f"/competitions/{opened['id']}/")
    expect(person.sheet("Planned assets").get_by_text("Counted", exact=True)).to_be_visible()


def fill(person: Visitor, reference: str) -> None:
    """What the competition's page did not say already."""
    for label, typed in (("Name", "Moffat, if built"), ("Reference", reference), ("Capacity", "0.8")):
        person.field(label).fill(typed)
    person.field("Voltage level").fill("11")
    person.field("Type").select_option("battery")

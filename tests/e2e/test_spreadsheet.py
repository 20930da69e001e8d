"""A spreadsheet with twenty faults is repaired, and a thousand assets end up qualified at the market."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e import scenes
from tests.e2e.conftest import Visit
from tests.e2e.patience import Patience
from tests.e2e.stack import Market, Operator, Stack, wait_for
from tests.e2e.visitor import Visitor
from tests.support.spreadsheets import HEADINGS, Mistake, faulty_sheet, good_row, write_sheet

pytestmark = pytest.mark.browser
ASSETS = 1000
# Sending a thousand assets takes as long as Piclo takes to answer twice for each.
SENDING_S = 300.0


def test_a_spreadsheet_is_repaired_and_its_assets_qualify(
    stack: Stack,
    operator: Operator,
    market: Market,
    visit: Visit,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    patience, began = Patience(), time()
    person = visit("portfolio").signs_in()
    file = tmp_path / "portfolio.xlsx"
    mistakes = faulty_sheet(file, ASSETS)
    see_every_fault(person, file, mistakes, patience)
    repair(file, mistakes)
    apply_it(person, file, patience)
    arrived = wait_for("all of them to be at Piclo", lambda: registered(market), SENDING_S)

    reference = f"SHEET_{int(began) % 10_000_000}"
    operator.do("competitions", competitions=[corbie_law(market, reference)])
    see_what_fits(person, reference, patience)
    for _ in range(2):
        operator.do("advance", competition=reference)
    qualified = wait_for("them to qualify", lambda: qualified_in(market, reference, arrived))
    see_them_qualified(person, reference, patience)
    with capsys.disabled():
        sys.stdout.write(f"\n{patience.told()}\n{len(qualified)} qualified after {time() - began:.0f} s\n")


def see_every_fault(person: Visitor, file: Path, mistakes: list[Mistake], patience: Patience) -> None:
    """Twenty rows cannot be applied, and each says why; nothing of the file is in the portfolio."""
    upload(person, file)
    patience.until(
        "the file to be read", person.page.get_by_role("heading", name="20 rows cannot be applied")
    )
    person.page.get_by_role("link", name=re.compile(r"^Cannot")).click()
    for mistake in mistakes:
        row = person.page.get_by_role("row").filter(
            has=person.page.get_by_role("cell", name=str(mistake.row), exact=True)
        )
        expect(row).to_have_count(1)
    person.looks("an import with faults")
    person.goes_to("Assets")
    person.field("Search").fill("Corbie battery")
    expect(person.page.get_by_text("No asset matches")).to_be_visible()


def repair(file: Path, mistakes: list[Mistake]) -> None:
    """What was right of each of the cells that were told, written into the sheet."""
    rows = [good_row(number) for number in range(1, ASSETS + 1)]
    for mistake in mistakes:
        assert rows[mistake.row - 2][HEADINGS.index(mistake.heading)] == mistake.right
    write_sheet(file, rows)


def upload(person: Visitor, file: Path) -> None:
    person.goes_to("Assets")
    person.page.get_by_role("navigation", name="Portfolio").get_by_role("link", name="Imports").click()
    person.link("Import a spreadsheet").first.click()
    person.looks("uploading a spreadsheet")
    person.field("Spreadsheet").set_input_files(file)
    person.button("Upload").click()


def apply_it(person: Visitor, file: Path, patience: Patience) -> None:
    """All of it at once, and on to Piclo."""
    upload(person, file)
    patience.until("the repaired file to be read", person.page.get_by_role("heading", name="Ready to apply"))
    person.looks("an import that is ready")
    person.page.get_by_label(re.compile("Send what changes to Piclo")).check()
    person.button("Apply 1,000 changes").click()
    patience.until("the import to be applied", person.fact("state").get_by_text("Applied"))
    assert person.value("created") == "1,000"


def registered(market: Market) -> set[str] | None:
    """The ids of the sheet's assets at Piclo, once all are there and none is there twice."""
    listed = [row for row in market.read("/assets/v1/") if row["ref"].startswith("CORBIE-")]
    assert len({row["ref"] for row in listed}) == len(listed)
    return {row["id"] for row in listed} if len(listed) == ASSETS else None


def corbie_law(market: Market, reference: str) -> dict[str, Any]:
    """A competition for the area that the assets stand in."""
    traded = next(row for row in market.read("/competitions/v1/") if "CORBIE_LAW" in row["reference"])
    boundary = {
        **traded["boundary"],
        "postcodes": [],
        "bounding_boxes": [[-2.95, 55.5, -2.6, 55.7]],
        "geometry": None,
    }
    made = scenes.competition_record(reference, datetime.now(UTC))
    return made | {"name": f"Corbie Law {reference}", "boundary": boundary}


def see_what_fits(person: Visitor, reference: str, patience: Patience) -> None:
    person.goes_to("Competitions")
    person.link("What we can enter").click()
    row = person.row(reference).filter(has_text=re.compile(r"\b5\d\.\d{3}\b"))
    patience.until("a thousand verdicts", row, reload=True)
    row.get_by_role("link", name=re.compile("Corbie Law")).click()
    expect(person.page.get_by_role("link", name=re.compile(r"^Active 1,\d{3}"))).to_be_visible()
    person.looks("a competition with a thousand assets")


def qualified_in(market: Market, reference: str, arrived: set[str]) -> set[str] | None:
    """Which of them Piclo lets us bid with, once that is all."""
    listed = [
        row for row in market.read("/bidding-opportunities/v1/") if row["competition_reference"] == reference
    ]
    flex = set(listed[0]["assets"]["flex"]) if listed else set()
    return arrived if arrived <= flex else None


def see_them_qualified(person: Visitor, reference: str, patience: Patience) -> None:
    """Piclo's word stands beside ours on the competition's page."""
    row = person.sheet("Our assets").get_by_role("row").filter(has_text="CORBIE-")
    patience.until("Piclo's word", row.get_by_text("Qualified", exact=True).first, reload=True)

"""A service from registration to an invoice, by hand in a browser, over the running processes."""

import csv
import re
import sys
from decimal import Decimal
from pathlib import Path
from time import time

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e import scenes
from tests.e2e.conftest import Visit
from tests.e2e.patience import Patience
from tests.e2e.scene import Scene
from tests.e2e.stack import Market, Operator
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser
MINUTES_2 = 120.0
WINDOW = "Round the clock"
UTILISATION = Decimal("180.00")


def test_a_service_from_registration_to_an_invoice(
    operator: Operator, market: Market, visit: Visit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = Scene(int(time() / 10) % 10_000_000, operator, market, Patience())
    portfolio = visit("portfolio").signs_in()
    register_a_battery(portfolio, scene)
    see_it_qualify(portfolio, scene)

    bidder, approver = visit("bidder").signs_in(), visit("approver").signs_in()
    draft_a_ballot(bidder, scene)
    approve_it(approver, bidder, scene)
    obligation = win_a_contract(bidder, scene)

    dispatcher = visit("dispatcher").signs_in()
    deliver(dispatcher, scene, obligation)
    let_one_expire(dispatcher, scene, obligation)

    settler = visit("settlement").signs_in()
    upload_meter_data(settler, scene, tmp_path)
    worth = read_the_report(settler, scene)
    invoice_it(settler, scene, worth, tmp_path)

    with capsys.disabled():
        sys.stdout.write(f"\n{scene.patience.told()}\n")
    assert scene.patience.total_s < MINUTES_2


def register_a_battery(person: Visitor, scene: Scene) -> None:
    """By the form, with a slip that is told under its field, then at Piclo."""
    person.looks("desk")
    person.goes_to("Assets")
    person.looks("assets")
    person.link("Add an asset").click()
    page = person.page
    words = scenes.asset_words(scene.ref, scenes.mpan(scene.number), scene.place)
    person.field("Name").fill(scene.asset)
    person.field("Reference").fill(scene.ref)
    person.field("Category").select_option("Storage")
    person.field("Type").select_option("battery")
    person.field("Voltage level").fill("11")
    person.field("Latitude").fill(str(words["latitude"]))
    person.field("Longitude").fill(str(words["longitude"]))
    person.field("Import MPAN").fill("1234567890123")
    person.field("Active export").fill("1")
    person.field("Active import").fill("1")
    person.field("Longest run").fill("02:00:00")
    person.button("Save and send to Piclo").click()
    expect(page.get_by_role("alert")).to_contain_text("Import MPAN")
    person.looks("a form with a fault")
    person.field("Import MPAN").fill(words["import_meter_id"])
    person.button("Save and send to Piclo").click()
    expect(person.heading(scene.asset)).to_be_visible()
    scene.patience.until(
        "the battery to be in step with Piclo", person.fact("at Piclo").get_by_text("In step")
    )
    assert len(scene.market.read("/assets/v1/", ref=scene.ref)) == 1
    person.looks("asset")


def see_it_qualify(person: Visitor, scene: Scene) -> None:
    """The operator asks for flexibility just there; the battery's verdict is told with its reasons."""
    record = scenes.competition_record(scene.reference, place=scene.place)
    scene.operator.do("competitions", competitions=[record])
    find_competition(person, scene, "Qualification open")
    expect(person.heading(scene.competition)).to_be_visible()
    verdict = verdict_on(person, scene)
    scene.patience.until("our verdict", verdict, reload=True)
    expect(verdict).to_contain_text("Fits")
    expect(verdict).to_contain_text("1.000")
    expect(person.sheet("Area").get_by_role("img")).to_be_visible()
    expect(person.sheet("Windows").get_by_role("row").filter(has_text=WINDOW)).to_contain_text("2.000")
    person.looks("competition")
    person.goes_to("Competitions")
    person.link("What we can enter").click()
    expect(person.row(scene.reference)).to_contain_text("1.000")
    person.looks("what we can enter")
    for _ in range(2):
        scene.operator.do("advance", competition=scene.reference)


def verdict_on(person: Visitor, scene: Scene) -> Locator:
    """The battery among our assets, on the competition's page."""
    return person.sheet("Our assets").get_by_role("row").filter(has_text=scene.ref)


def find_competition(person: Visitor, scene: Scene, stage: str) -> None:
    """By searching the list until it stands there in that stage, then opening it."""
    person.goes_to("Competitions")
    person.field("Search").fill(scene.reference)
    row = person.row(scene.reference)
    person.page.wait_for_url(re.compile(scene.reference))
    scene.patience.until(f"the competition: {stage}", row.filter(has_text=stage), reload=True)
    person.looks("competitions")
    row.get_by_role("link", name=scene.competition).click()


def draft_a_ballot(person: Visitor, scene: Scene) -> None:
    """Typed with a fault, mended, and put before somebody else."""
    find_competition(person, scene, "Bidding open")
    page = person.page
    scene.patience.until("Piclo to let us bid", person.button("Start a ballot"), reload=True)
    expect(verdict_on(person, scene).get_by_text("Qualified", exact=True)).to_be_visible()
    person.button("Start a ballot").click()
    expect(person.heading(f"Ballot · {scene.competition}")).to_be_visible()
    capacity = person.field(f"Capacity, {WINDOW}")
    capacity.fill("1.5")
    person.field(f"Longest run, {WINDOW}").fill("2:00")
    person.field(f"Utilisation, {WINDOW}").fill(str(UTILISATION))
    # On to the row's button, which is not pressed by being reached.
    page.keyboard.press("Tab")
    expect(capacity).to_have_attribute("aria-invalid", "true")
    expect(capacity).to_have_accessible_description(re.compile("0.500 over free"))
    person.looks("ballot with a fault")
    person.button("1.000 fits").click()
    expect(capacity).to_have_value("1.000")
    expect(page.get_by_text("no faults")).to_be_visible()
    person.looks("ballot")
    person.button("Ask for approval").click()
    expect(person.says("approval asked for")).to_be_visible()
    expect(person.button("Approve and send")).to_have_count(0)


def approve_it(person: Visitor, bidder: Visitor, scene: Scene) -> None:
    """Found on the desk by a second person; whoever drafted it may not approve it, by no way."""
    person.page.goto("/")
    row = person.row(scene.reference).filter(has_text="Ballot, 1 bid")
    scene.patience.until("the ballot on the approver's desk", row)
    person.looks("desk with work")
    refused = bidder.posts(f"{bidder.page.url}approve/", version="2")
    assert refused.status == 403
    row.get_by_role("link", name="Review").click()
    expect(person.sheet("Bids").get_by_role("row").filter(has_text=WINDOW)).to_contain_text("180.00")
    person.looks("ballot to approve")
    person.button("Approve and send").click()
    scene.patience.until("Piclo to have the ballot", person.state("Submitted"))
    person.looks("ballot submitted")


def win_a_contract(person: Visitor, scene: Scene) -> str:
    """The operator closes, decides and confirms: the bid is accepted and has become a contract."""
    scene.operator.do("advance", competition=scene.reference)
    scene.operator.do("decide", competition=scene.reference)
    scene.operator.do("confirm", competition=scene.reference)
    person.goes_to("Ballots")
    person.looks("ballots")
    person.link("Results").click()
    row = person.row(scene.reference)
    scene.patience.until("the result", row.get_by_text("Accepted", exact=True), reload=True)
    person.looks("results")
    person.goes_to("Contracts")
    contract = person.page.get_by_role("link", name=scene.competition)
    scene.patience.until("the contract", contract, reload=True)
    person.looks("contracts")
    contract.click()
    expect(person.sheet("Assets").get_by_role("link", name=scene.asset)).to_be_visible()
    assert person.sheet("Next windows").get_by_role("row").count() >= 6
    person.looks("contract")
    return person.fact("Piclo’s id").get_by_role("definition").inner_text().split()[0]


def deliver(person: Visitor, scene: Scene, obligation: str) -> None:
    """An instruction comes by itself, is accepted before its countdown ends, runs, and is over."""
    person.goes_to("Dispatch")
    expect(person.heading("Dispatch")).to_be_visible()
    issued = scene.operator.do("dispatch", obligation=obligation)
    waiting = person.sheet("To answer").get_by_role("row").filter(has_text=scene.competition)
    scene.patience.until("the instruction on the board", waiting)
    expect(waiting).to_contain_text(re.compile(r"\d+ (min|s)"))
    expect(waiting).to_contain_text("1.000")
    person.looks("board")
    waiting.get_by_role("button", name="Accept").click()
    scene.patience.until("the acceptance", board_row(person, scene, "Next", "Accepted"))
    taken = scene.market.read(f"/dispatches/v1/{issued['id']}/")
    assert taken["status"] == "accepted"
    scene.operator.do("advance", dispatch=issued["id"])
    scene.patience.until("the delivery to run", board_row(person, scene, "Running", "Running"))
    person.looks("board with a delivery")
    scene.operator.do("advance", dispatch=issued["id"])
    scene.patience.until("the delivery to be over", board_row(person, scene, "Lately", "Delivered"))


def let_one_expire(person: Visitor, scene: Scene, obligation: str) -> None:
    """An instruction that nobody answers says so."""
    issued = scene.operator.do("dispatch", obligation=obligation)
    waiting = person.sheet("To answer").get_by_role("row").filter(has_text=scene.competition)
    scene.patience.until("a second instruction", waiting)
    scene.operator.do("advance", dispatch=issued["id"])
    missed = board_row(person, scene, "Lately", "Expired")
    scene.patience.until("its expiry", missed)
    expect(missed).to_contain_text("nobody")
    missed.get_by_role("link").first.click()
    expect(person.state("Expired")).to_be_visible()
    person.looks("instruction")


def board_row(person: Visitor, scene: Scene, part: str, state: str) -> Locator:
    rows = person.sheet(part).get_by_role("row").filter(has_text=scene.competition)
    return rows.filter(has=person.page.get_by_text(state, exact=True))


def upload_meter_data(person: Visitor, scene: Scene, folder: Path) -> None:
    """The meter's half-hours as Flexible Power takes them: understood before, counted after."""
    content = scene.operator.meter_data(scene.ref)
    file = folder / f"{scene.ref}.csv"
    file.write_bytes(content)
    readings = len(content.splitlines()) - 1
    person.goes_to("Meter data")
    person.looks("meter data")
    person.link("Upload a file").first.click()
    person.link("Flexible Power energy file").click()
    person.field("CSV file").set_input_files(file)
    expect(person.page.get_by_role("heading", name="How it would be understood")).to_be_visible()
    person.looks("meter data before upload")
    person.button("Upload").click()
    expect(person.heading(file.name)).to_be_visible()
    scene.patience.until("the file to be read", person.fact("state").get_by_text("Read", exact=True))
    expect(person.fact("rows read")).to_contain_text(f"{readings:,}")
    expect(person.fact("new")).to_contain_text(f"{readings:,}")
    expect(person.fact("faults")).to_contain_text("0")
    person.looks("meter data read")


def read_the_report(person: Visitor, scene: Scene) -> Decimal:
    """What was asked, what was there, and what it is worth."""
    person.goes_to("Performance")
    row = person.row(scene.competition)
    scene.patience.until("the report", row.filter(has_text="Reported"), reload=True)
    person.looks("performance")
    row.get_by_role("link").click()
    expect(person.sheet("What was asked, what was there").get_by_role("img")).to_be_visible()
    expect(person.fact("instructed")).to_contain_text("1,000.0")
    expect(person.page.get_by_text("Incomplete")).to_have_count(0)
    worth = pounds(person.value("worth"))
    assert UTILISATION * Decimal("0.8") < worth <= UTILISATION
    person.looks("report")
    return worth


def invoice_it(person: Visitor, scene: Scene, worth: Decimal, folder: Path) -> None:
    """The month's invoice has the delivery to the penny, and its file adds up."""
    person.goes_to("Invoices")
    person.looks("invoices")
    person.link("Make an invoice").first.click()
    person.looks("months to invoice")
    person.page.get_by_role("link", name="See draft").first.click()
    person.looks("invoice draft")
    person.page.get_by_role("button", name=re.compile("^Make run")).click()
    person.looks("invoice")
    lines = downloaded(person, folder / "invoice.csv")
    assert lines.pop()["amount_gbp"] == str(pounds(person.value("total")))
    assert sum(Decimal(line["amount_gbp"]) for line in lines) == pounds(person.value("total"))
    assert worth in [Decimal(line["amount_gbp"]) for line in lines]


def downloaded(person: Visitor, file: Path) -> list[dict[str, str]]:
    """The lines of the invoice as a file."""
    with person.page.expect_download() as download:
        person.link("Download as CSV").click()
    download.value.save_as(file)
    with file.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def pounds(text: str) -> Decimal:
    return Decimal(text.removeprefix("£").replace(",", ""))

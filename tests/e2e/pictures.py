"""The pictures of the documentation, taken of a real run: `./dev e2e tests/e2e/pictures.py` renews docs/images."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import scenes
from tests.e2e.conftest import Visit
from tests.e2e.stack import Market, Operator, Person, Stack, wait_for
from tests.e2e.test_nothing_is_lost import contract_of, first, in_state, open_competition, submitted_ballot
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZE = {"width": 1280, "height": 800}
WINDOWS = (
    ("Monday to Thursday evening", "16:30", "20:00", scenes.WEEKDAYS[:4], "1.800"),
    ("Friday evening", "16:30", "19:00", scenes.WEEKDAYS[4:5], "1.400"),
    ("Weekend evening", "17:00", "19:00", scenes.WEEKDAYS[5:], "1.200"),
)


def test_pictures(stack: Stack, operator: Operator, market: Market, visit: Visit) -> None:
    owner, approver = Person(stack, "owner"), Person(stack, "approver")
    report = a_report(owner, operator)
    deliveries(owner, approver, operator, record(market, "ESKMOUTH", "Eskmouth: November 2026, late"))
    asked = drafted(owner, operator, record(market, "CORBIE_LAW", "Corbie Law: December 2026"), "0.400")
    owner.tell(f"ballots/{asked['id']}/ask/", version=asked["version"])
    ballot = drafted(
        owner, operator, record(market, "WHITADDER_BRAES", "Whitadder Braes: December 2026"), "1.000"
    )
    for person in (owner, approver):
        person.close()
    bidder, dispatcher = visit("bidder").signs_in(), visit("dispatcher").signs_in()
    shoot(bidder, f"/bidding/{ballot['id']}/", "ballot")
    shoot(dispatcher, "/dispatch/", "board")
    shoot(visit("settlement").signs_in(), f"/settlement/performance/{report}/", "report")
    shoot(visit("approver").signs_in(), "/", "desk")


def shoot(person: Visitor, path: str, name: str) -> None:
    person.page.set_viewport_size({"width": SIZE["width"], "height": SIZE["height"]})
    person.page.goto(path)
    # Panels and counts come after the page.
    person.page.wait_for_timeout(1500)
    person.page.screenshot(path=IMAGES / f"{name}.png")


def record(market: Market, area: str, name: str) -> dict[str, Any]:
    """A competition for an area that was traded before: this week at any hour, or December's evenings."""
    traded = next(row for row in market.read("/competitions/v1/") if row["reference"].endswith(area))
    made = scenes.competition_record(f"PICTURE_{area}") | {"name": name, "boundary": traded["boundary"]}
    if "December" in name:
        year = date.today().year  # noqa: DTZ011
        period = made["service_periods"][0]
        period |= {"name": "December", "start": f"{year}-12-01", "end": f"{year}-12-31"}
        period["service_windows"] = [window(*words) for words in WINDOWS]
    return made


def window(name: str, start: str, end: str, days: list[str], needed: str) -> dict[str, Any]:
    return {
        "name": name,
        "start": start,
        "end": end,
        "service_days": days,
        "minimum_aggregate_asset_size": "0.100",
        "capacity_required": needed,
        "dispatch_estimate": 6,
        "dispatch_duration": "01:30:00",
    }


def opened(owner: Person, operator: Operator, made: dict[str, Any]) -> dict[str, Any]:
    """Put on the market and hurried to the opening of its bidding."""
    operator.do("competitions", competitions=[made])
    for _ in range(2):
        operator.do("advance", competition=made["reference"])
    return wait_for("it to open", lambda: open_competition(owner, made["reference"]))


def drafted(owner: Person, operator: Operator, made: dict[str, Any], most: str) -> dict[str, Any]:
    """A ballot with a bid in every window but the last; `most` is asked of the first."""
    competition = opened(owner, operator, made)
    windows = owner.ask(f"competitions/{competition['id']}/")["periods"][0]["windows"]
    ballot = owner.tell("ballots/", competition=competition["id"])
    bids = [
        {
            "service_window": one["id"],
            "capacity_mw": capacity,
            "max_runtime": "01:30:00",
            "utilisation_price": price,
        }
        for one, capacity, price in zip(windows, (most, "0.900"), ("164.00", "158.50"), strict=False)
    ]
    saved: dict[str, Any] = owner.tell(
        f"ballots/{ballot['id']}/", "PUT", version=ballot["version"], bids=bids
    )
    return saved


def deliveries(owner: Person, approver: Person, operator: Operator, made: dict[str, Any]) -> None:
    """A contract with one delivery that runs, one that was missed and one to answer."""
    competition = opened(owner, operator, made)
    submitted_ballot(owner, approver, competition, lambda: None)
    operator.do("advance", competition=made["reference"])
    for verb in ("decide", "confirm"):
        operator.do(verb, competition=made["reference"])
    contract = wait_for("the contract", lambda: contract_of(owner, competition["id"]))
    missed = operator.do("dispatch", obligation=contract["piclo_id"])
    operator.do("advance", dispatch=missed["id"])
    running = operator.do("dispatch", obligation=contract["piclo_id"])
    here = wait_for("it", lambda: first(owner.ask("instructions/"), piclo_id=running["id"]))
    owner.tell(f"instructions/{here['id']}/answer/", answer="accept")
    in_state(owner, f"instructions/{here['id']}/", "answer_state", "taken")
    operator.do("advance", dispatch=running["id"])
    operator.do("dispatch", obligation=contract["piclo_id"])


def a_report(owner: Person, operator: Operator) -> int:
    """The newest delivery of the past, metered: the key of its instruction."""

    def metered() -> list[dict[str, Any]]:
        rows = owner.ask("instructions/", status="delivered")["results"]
        return [row for row in rows if len(row["assets"]) > 1]

    newest = max(wait_for("the past", metered), key=lambda row: str(row["start_at"]))
    answer = operator.get("/operator/v1/meter-data/", params={"asset": newest["assets"], "days": 120})
    files = {"file": ("meters.csv", answer.content, "text/csv")}
    file = owner.tell("meter-files/", files=files, unit="kwh")
    in_state(owner, f"meter-files/{file['id']}/", "state", "read")
    wait_for("the report", lambda: first(owner.ask("reports/"), instruction=newest["id"]))
    return int(newest["id"])

"""The journey with a killed worker and an emptied broker at every step: nothing is lost and nothing happens twice."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from time import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.e2e import scenes
from tests.e2e.stack import Market, Operator, Person, Stack, wait_for


@pytest.fixture(scope="module")
def owner(stack: Stack) -> Iterator[Person]:
    with closing(Person(stack, "owner")) as person:
        yield person


@pytest.fixture(scope="module")
def approver(stack: Stack) -> Iterator[Person]:
    with closing(Person(stack, "approver")) as person:
        yield person


def first(rows: dict[str, Any], **wanted: Any) -> dict[str, Any] | None:
    """The first row of a page whose fields are as wanted."""
    for row in rows["results"]:
        if all(row[name] == value for name, value in wanted.items()):
            return dict(row)
    return None


def test_a_service_survives_every_loss(
    stack: Stack, operator: Operator, market: Market, owner: Person, approver: Person
) -> None:
    number = int(time()) % 10_000_000
    ref, reference = f"CHAOS-{number}", f"CHAOS_{number}"

    def strike() -> None:
        """Straight after a deed: what was rung is forgotten, and who might have heard it is dead."""
        stack.empty_broker()
        stack.kill_worker()

    asset = owner.tell("assets/", **scenes.asset_words(ref, scenes.mpan(number)), send=True)
    strike()
    asset = in_state(owner, f"assets/{asset['id']}/", "push_state", "in_step")
    assert len(market.read("/assets/v1/", ref=ref)) == 1

    operator.do("competitions", competitions=[scenes.competition_record(reference)])
    operator.do("advance", competition=reference)
    strike()
    operator.do("advance", competition=reference)
    competition = wait_for("the competition to open here", lambda: open_competition(owner, reference))

    ballot = submitted_ballot(owner, approver, competition, strike)
    theirs = market.read(f"/bids/v1/competitions/{competition['piclo_id']}/ballots/")
    assert [each["id"] for each in theirs] == [ballot["piclo_id"]]

    operator.do("advance", competition=reference)
    operator.do("decide", competition=reference)
    operator.do("confirm", competition=reference)
    strike()
    wait_for("the result", lambda: first(owner.ask("results/"), ballot=ballot["id"], result="accepted"))
    obligation = wait_for("the contract", lambda: contract_of(owner, competition["id"]))

    issued = operator.do("dispatch", obligation=obligation["piclo_id"])
    strike()
    instruction = wait_for(
        "the instruction", lambda: first(owner.ask("instructions/"), piclo_id=issued["id"])
    )
    owner.tell(f"instructions/{instruction['id']}/answer/", answer="accept")
    strike()
    in_state(owner, f"instructions/{instruction['id']}/", "answer_state", "taken")
    assert market.read(f"/dispatches/v1/{issued['id']}/")["status"] == "accepted"

    operator.do("advance", dispatch=issued["id"])
    operator.do("advance", dispatch=issued["id"])
    strike()
    delivered = in_state(owner, f"instructions/{instruction['id']}/", "status", "delivered")
    settle(owner, operator, strike, asset["ref"], delivered)
    assert len(market.read("/assets/v1/", ref=ref)) == 1
    assert len(market.read("/obligations/v1/", competition_id=competition["piclo_id"])) == 1


def in_state(person: Person, path: str, field: str, state: str) -> dict[str, Any]:
    """The row once it is in a state; what it was instead when it never gets there."""
    seen: list[dict[str, Any]] = []

    def look() -> dict[str, Any] | None:
        seen[:] = [person.ask(path)]
        return seen[0] if seen[0][field] == state else None

    try:
        return wait_for(f"{path} to be {state}", look)
    except AssertionError as error:
        raise AssertionError(f"{error}; it is {seen}") from error


def open_competition(person: Person, reference: str) -> dict[str, Any] | None:
    found = first(person.ask("competitions/", search=reference), reference=reference)
    return found if found and found["stage"] == "bidding" and found["our_mw"] else None


def contract_of(person: Person, competition: int) -> dict[str, Any] | None:
    found = first(person.ask("obligations/"), competition=competition)
    return found if found and found["assets"] else None


def submitted_ballot(
    owner: Person, approver: Person, competition: dict[str, Any], strike: Callable[[], None]
) -> dict[str, Any]:
    """A ballot of one bid, approved by a second person and sent."""
    windows = owner.ask(f"competitions/{competition['id']}/")["periods"][0]["windows"]
    ballot = owner.tell("ballots/", competition=competition["id"])
    bid = {
        "service_window": windows[0]["id"],
        "capacity_mw": "1.000",
        "max_runtime": "02:00:00",
        "utilisation_price": "180.00",
    }
    saved = owner.tell(f"ballots/{ballot['id']}/", "PUT", version=ballot["version"], bids=[bid])
    assert saved["faults"] == []
    asked = owner.tell(f"ballots/{ballot['id']}/ask/", version=saved["version"])
    strike()
    approver.tell(f"ballots/{ballot['id']}/approve/", version=asked["version"])
    strike()
    return in_state(owner, f"ballots/{ballot['id']}/", "state", "submitted")


def settle(
    owner: Person, operator: Operator, strike: Callable[[], None], ref: str, instruction: dict[str, Any]
) -> None:
    """Meter data, a report and an invoice whose line is the report's amount."""
    file = owner.tell(
        "meter-files/", files={"file": ("meters.csv", operator.meter_data(ref), "text/csv")}, unit="kwh"
    )
    strike()
    in_state(owner, f"meter-files/{file['id']}/", "state", "read")
    report = first(owner.ask("reports/"), instruction=instruction["id"]) or owner.tell(
        "reports/", instruction=instruction["id"]
    )
    assert report["complete"]
    hours = Decimal(report["instructed_kwh"]) / 1000
    assert Decimal("0.8") * hours < Decimal(report["paid_kwh"]) / 1000 <= hours
    local = datetime.fromisoformat(instruction["start_at"]).astimezone(ZoneInfo("Europe/London"))
    invoice = owner.tell("invoices/", operator="Lowland Power Networks", month=local.date().isoformat())
    lines = [line for line in invoice["lines"] if line["instruction"] == instruction["id"]]
    assert [line["amount_gbp"] for line in lines] == [report["amount_gbp"]]
    assert sum(Decimal(line["amount_gbp"]) for line in invoice["lines"]) == Decimal(invoice["total_gbp"])

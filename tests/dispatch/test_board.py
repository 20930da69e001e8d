"""The board shows each instruction where it belongs, and nothing of anybody else's."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch.rules.awards import award_instructs
from dispatch.selectors.board import Board, board_for, count_to_answer
from dispatch.selectors.desk import desk_items
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.core.formats import LONDON
from portal.piclo.models import Connection
from tests.dispatch.conftest import MakeInstruction
from tests.factories.accounts import MembershipFactory
from tests.factories.bidding import make_market, make_obligation
from tests.factories.dispatch import NOW, InstructionFactory, WebhookDeliveryFactory
from tests.support.fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR = timedelta(hours=1)
YESTERDAY = {"start_at": NOW - 40 * HOUR, "end_at": NOW - 39 * HOUR}


def place(board: Board, piclo_id: str) -> list[str]:
    """The sections in which an instruction stands."""
    names = ["to_answer", "running", "next_day", "later", "lately"]
    return [
        name
        for name in names
        if any(line.instruction and line.instruction.piclo_id == piclo_id for line in getattr(board, name))
    ]


@pytest.mark.parametrize(
    ("values", "section"),
    [
        ({}, ["to_answer"]),
        ({"respond_by_at": None}, ["to_answer"]),
        ({"answer": "accept", "answer_state": "refused"}, ["to_answer"]),
        ({"answer": "accept", "answer_state": "waiting"}, ["to_answer"]),
        ({"answer": "accept", "answer_state": "unconfirmed", "respond_by_at": NOW - HOUR}, ["to_answer"]),
        ({"respond_by_at": NOW}, ["lately"]),
        ({"status": "accepted"}, ["next_day"]),
        ({"status": "accepted", "start_at": NOW - HOUR}, ["running"]),
        ({"status": "in_arbitration", "start_at": NOW - HOUR}, ["running"]),
        ({"status": "accepted", "start_at": NOW + 48 * HOUR, "end_at": NOW + 50 * HOUR}, ["later"]),
        ({"status": "accepted", "start_at": NOW - 3 * HOUR, "end_at": NOW - HOUR}, ["lately"]),
        ({"status": "expired"}, ["lately"]),
        ({"status": "rejected"}, ["lately"]),
        ({"status": "stopped"}, ["lately"]),
        ({"status": "delivered"}, ["lately"]),
        ({"status": "delivered", "piclo_modified_at": NOW - 30 * HOUR} | YESTERDAY, []),
        ({"status": "accepted", "start_at": NOW + 200 * HOUR, "end_at": NOW + 201 * HOUR}, []),
    ],
)  # fmt: skip
def test_an_instruction_stands_in_the_section_it_belongs_to(
    make_instruction: MakeInstruction, owner: Membership, values: dict[str, Any], section: list[str]
) -> None:
    make_instruction(piclo_id="Here", **values)
    assert place(board_for(owner, NOW), "Here") == section


def test_the_soonest_deadline_stands_first(make_instruction: MakeInstruction, owner: Membership) -> None:
    for minutes in (30, 5, 12):
        make_instruction(piclo_id=f"In{minutes}", respond_by_at=NOW + timedelta(minutes=minutes))
    lines = board_for(owner, NOW).to_answer
    assert [line.instruction.piclo_id for line in lines if line.instruction] == ["In5", "In12", "In30"]


def test_what_we_can_is_the_sum_of_working_obligated_assets_in_the_asked_direction(
    make_instruction: MakeInstruction, owner: Membership
) -> None:
    market = make_market(owner.organisation, assets=("0.500", "0.290", "4.000"))
    market.assets[0].active_import_capacity_mw = Decimal("0.100")
    market.assets[0].save()
    market.assets[2].status = "mothballed"
    market.assets[2].save()
    obligation = make_obligation(market, utilisation_price=Decimal("300.00"))
    obligation.assets.set(market.assets)
    make_instruction(obligation=obligation)
    make_instruction(obligation=obligation, direction="import", respond_by_at=NOW + 5 * HOUR)
    export, taken = board_for(owner, NOW).to_answer
    assert (export.can_mw, export.assets, export.falls_short) == (Decimal("0.790"), 2, True)
    assert export.worth == Decimal("382.50")
    assert taken.can_mw == Decimal("0.100")


def test_the_award_puts_its_own_deliveries_on_the_calendar(owner: Membership) -> None:
    market = make_market(owner.organisation, product_type="Scheduled Utilisation")
    window = market.windows[0]
    window.start_time, window.end_time, window.weekdays = time(16), time(17), [1, 2, 3]
    window.save()
    obligation = make_obligation(market, start_on=date(2026, 11, 1), end_on=date(2026, 11, 24))
    board = board_for(owner, NOW)
    starts = [line.period.start.astimezone(LONDON) for line in [*board.next_day, *board.later]]
    assert [f"{start:%a %H:%M}" for start in starts] == ["Mon 16:00", "Tue 16:00"]
    assert board.next_day[0].obligation == obligation
    assert board.next_day[0].state.word == "Planned"
    underway = board_for(owner, NOW + timedelta(minutes=30)).running
    assert [line.state.word for line in underway] == ["Running"]


def test_an_award_that_needs_an_instruction_plans_nothing(owner: Membership) -> None:
    market = make_market(owner.organisation, product_type="Operational Utilisation")
    make_obligation(market, start_on=date(2026, 11, 1), end_on=date(2026, 12, 24))
    board = board_for(owner, NOW)
    assert [*board.running, *board.next_day, *board.later] == []


def test_a_planned_delivery_that_was_also_instructed_stands_once(
    make_instruction: MakeInstruction, owner: Membership
) -> None:
    market = make_market(owner.organisation, product_type="Peak Reduction")
    make_obligation(market, start_on=date(2026, 11, 23), end_on=date(2026, 11, 23))
    planned = board_for(owner, NOW).next_day[0]
    make_instruction(
        obligation=planned.obligation,
        status="accepted",
        start_at=planned.period.start,
        end_at=planned.period.end,
    )
    assert len(board_for(owner, NOW).next_day) == 1


@pytest.mark.parametrize(
    ("product", "instructs"),
    [
        ("Scheduled Utilisation", True),
        ("scheduled-utilisation", True),
        ("Peak  Reduction", True),
        ("Operational Utilisation", False),
        ("Scheduled Availability and Operational Utilisation", False),
        ("", False),
    ],
)
def test_products_whose_award_is_the_instruction_are_known_however_they_are_spelt(
    product: str, instructs: bool
) -> None:
    assert award_instructs(product) is instructs


def test_the_digest_changes_only_with_the_board(make_instruction: MakeInstruction, owner: Membership) -> None:
    instruction = make_instruction()
    before = board_for(owner, NOW).digest
    assert board_for(owner, NOW + timedelta(seconds=30)).digest == before
    assert board_for(owner, NOW + timedelta(hours=1)).digest != before
    instruction.piclo_version = 2
    instruction.save()
    assert board_for(owner, NOW).digest != before


def test_the_heartbeat_tells_the_sections_to_reload_when_something_changed(
    make_instruction: MakeInstruction, owner_client: Client
) -> None:
    url, htmx = reverse("dispatch:board"), {"HX-Request": "true"}
    page = owner_client.get(url)
    seen = page.context["seen"]
    quiet = owner_client.get(f"{url}?pulse={seen}", headers=htmx)
    assert "HX-Trigger" not in quiet.headers
    assert b"<h2>" not in quiet.content
    make_instruction()
    assert "board-changed" in owner_client.get(f"{url}?pulse={seen}", headers=htmx).headers["HX-Trigger"]
    assert "To answer" in owner_client.get(url, headers=htmx).content.decode()


def test_the_board_takes_as_many_queries_for_many_instructions_as_for_one(
    make_instruction: MakeInstruction, owner: Membership, sign_in: SignIn, connection: Connection
) -> None:
    market = make_market(owner.organisation, product_type="Scheduled Utilisation")
    client, url = sign_in(owner), reverse("dispatch:board")

    def queries_with(count: int) -> int:
        for number in range(count):
            obligation = make_obligation(market, start_on=date(2026, 11, 20))
            make_instruction(obligation=obligation)
            make_instruction(obligation=obligation, status="accepted", answered_by=owner.user)
            make_instruction(obligation=obligation, status="expired", piclo_id=f"Old{count}-{number}")
        with time_machine.travel(NOW, tick=False), CaptureQueriesContext(database) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    assert queries_with(1) == queries_with(12)


def test_worth_is_shown_to_those_who_may_see_prices(
    make_instruction: MakeInstruction, owner: Membership
) -> None:
    market = make_market(owner.organisation)
    make_instruction(obligation=make_obligation(market, utilisation_price=Decimal("300.00")))
    assert board_for(owner, NOW).to_answer[0].worth == Decimal("382.50")
    outsider = MembershipFactory.build(organisation=owner.organisation, roles=[Role.VIEWER.value])
    assert board_for(outsider, NOW).to_answer[0].worth is None


def test_a_stranger_sees_nothing_of_it(make_instruction: MakeInstruction, stranger: Membership) -> None:
    make_instruction()
    make_instruction(status="accepted")
    board = board_for(stranger, NOW)
    assert [*board.to_answer, *board.running, *board.next_day, *board.later, *board.lately] == []
    assert count_to_answer(stranger, NOW) == 0
    assert desk_items(stranger, NOW) == []


def test_the_desk_shows_instructions_to_answer_and_alarms(
    make_instruction: MakeInstruction, owner: Membership
) -> None:
    make_instruction(piclo_id="Answer me")
    make_instruction(answer="accept", answer_state="waiting")
    WebhookDeliveryFactory.create(organisation=owner.organisation, state="failed", problem="Not JSON.")
    items = desk_items(owner, NOW)
    assert [(item.state.word, item.ref) for item in items] == [("Answer", "Answer me"), ("Look", "")]
    assert count_to_answer(owner, NOW) == 1


def test_the_desk_counts_what_it_does_not_list(owner: Membership) -> None:
    InstructionFactory.create_batch(23, organisation=owner.organisation)
    items = desk_items(owner, NOW)
    assert len(items) == 21
    assert items[-1].what == "3 more instructions"

"""The pages of dispatch, as people use them."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dispatch.models import Instruction, WebhookDelivery
from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import Role
from tests.dispatch.conftest import MakeInstruction
from tests.factories.dispatch import NOW, InstructionFactory, WebhookDeliveryFactory
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize("page", ["dispatch:board", "dispatch:instruction-list", "dispatch:delivery-list"])
def test_a_list_keeps_to_its_queries(owner_client: Client, organisation: Organisation, page: str) -> None:
    InstructionFactory.create_batch(5, organisation=organisation)
    WebhookDeliveryFactory.create_batch(5, organisation=organisation)
    assert_ratchet(owner_client, page)


@pytest.mark.parametrize("page", ["dispatch:board", "dispatch:instruction-list", "dispatch:delivery-list"])
def test_an_empty_list_says_what_comes_next(owner_client: Client, page: str) -> None:
    assert 'class="empty"' in owner_client.get(reverse(page)).content.decode()


def test_a_dispatcher_accepts_from_the_board(
    make_instruction: MakeInstruction, make_member: MakeMember, sign_in: SignIn
) -> None:
    instruction, client = make_instruction(), sign_in(make_member(Role.DISPATCHER))
    url = reverse("dispatch:instruction-answer", args=[instruction.pk])
    response = client.post(url, {"answer": "accept", "version": 1}, follow=True)
    assert response.redirect_chain == [(reverse("dispatch:board"), 302)]
    assert "Accepting" in response.content.decode()
    instruction.refresh_from_db()
    assert instruction.answer_state == "waiting"


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"answer": "reject", "version": 1}, "Say why"),
        ({"answer": "accept", "version": 7}, "The operator changed this instruction"),
        ({"answer": "perhaps", "version": 1}, "perhaps"),
    ],
)
def test_an_answer_that_cannot_be_taken_comes_back_with_the_reason(
    make_instruction: MakeInstruction, owner_client: Client, posted: dict[str, str], words: str
) -> None:
    instruction = make_instruction()
    response = owner_client.post(reverse("dispatch:instruction-answer", args=[instruction.pk]), posted)
    assert response.status_code == 422
    assert words in response.content.decode()
    instruction.refresh_from_db()
    assert instruction.answer_state == "none"


def test_a_reader_sees_no_buttons_and_cannot_answer(
    make_instruction: MakeInstruction, make_member: MakeMember, sign_in: SignIn
) -> None:
    instruction, client = make_instruction(), sign_in(make_member(Role.BIDDER))
    for page in (reverse("dispatch:board"), instruction.get_absolute_url()):
        assert 'value="accept"' not in client.get(page).content.decode()
    url = reverse("dispatch:instruction-answer", args=[instruction.pk])
    assert client.post(url, {"answer": "accept", "version": 1}).status_code == 403


def test_several_are_accepted_at_once_and_the_others_say_why_not(
    make_instruction: MakeInstruction, owner_client: Client
) -> None:
    first, second, late = make_instruction(), make_instruction(), make_instruction(respond_by_at=NOW)
    posted = {"answer": "accept", "seen": [f"{one.pk}:1" for one in (first, second, late)]}
    page = owner_client.post(
        reverse("dispatch:instruction-answer-many"), posted, follow=True
    ).content.decode()
    assert "Accepted: 2 instructions" in page
    assert "was due by" in page
    assert Instruction.objects.filter(answer_state="waiting").count() == 2


@pytest.mark.parametrize("seen", [[], ["nonsense"], ["1"], ["1:2:3"], ["-1:1"]])
def test_a_garbled_choice_answers_nothing(
    make_instruction: MakeInstruction, owner_client: Client, seen: list[str]
) -> None:
    make_instruction()
    posted = {"answer": "accept", "seen": seen}
    owner_client.post(reverse("dispatch:instruction-answer-many"), posted, follow=True)
    assert not Instruction.objects.exclude(answer_state="none").exists()


def test_accepting_all_is_asked_first_without_scripts_too(
    make_instruction: MakeInstruction, owner_client: Client
) -> None:
    one = make_instruction()
    page = owner_client.get(reverse("dispatch:instruction-answer-many")).content.decode()
    assert f'value="{one.pk}:1"' in page
    assert "Accept 1 instruction?" in page


def test_the_page_of_an_instruction_shows_its_life(
    make_instruction: MakeInstruction, owner_client: Client
) -> None:
    instruction = make_instruction(raw={"mood": "grim"})
    posted = {"answer": "reject", "version": 1, "reason": "Charger fault"}
    owner_client.post(reverse("dispatch:instruction-answer", args=[instruction.pk]), posted)
    page = owner_client.get(instruction.get_absolute_url()).content.decode()
    assert "Instruction answered" in page
    assert "Charger fault" in page
    assert "grim" in page


def test_the_raw_record_is_for_those_who_look_after_the_connection(
    make_instruction: MakeInstruction, make_member: MakeMember, sign_in: SignIn
) -> None:
    instruction = make_instruction(raw={"mood": "grim"})
    page = sign_in(make_member(Role.SETTLEMENT)).get(instruction.get_absolute_url()).content.decode()
    assert "grim" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"A", "B", "C"}),
        ("?status=accepted", {"B"}),
        ("?search=obl-7", {"C"}),
        ("?obligation=OBL-7", {"C"}),
        ("?since=2026-11-24", {"B"}),
        ("?until=2026-11-23", {"A", "C"}),
        ("?since=2026-11-24&until=2026-11-24", {"B"}),
    ],
)
def test_the_list_and_its_download_find_the_same(
    make_instruction: MakeInstruction, owner_client: Client, query: str, found: set[str]
) -> None:
    make_instruction(piclo_id="A")
    next_day = NOW + timedelta(days=1)
    make_instruction(piclo_id="B", status="accepted", start_at=next_day, end_at=next_day + timedelta(hours=1))
    make_instruction(piclo_id="C", obligation_piclo_id="OBL-7")
    url = reverse("dispatch:instruction-list") + query
    shown = owner_client.get(url).context["table"]
    assert {row.piclo_id for row in shown} == found
    file = owner_client.get(f"{url}{'&' if query else '?'}format=csv").getvalue().decode("utf-8-sig")
    assert {row["instruction"] for row in csv.DictReader(io.StringIO(file))} == found


def test_the_download_writes_local_time_and_no_formula(
    make_instruction: MakeInstruction, owner_client: Client
) -> None:
    make_instruction(piclo_id="A", answer_reason="=cmd()", status="-x")
    url = reverse("dispatch:instruction-list") + "?format=csv"
    row = next(csv.DictReader(io.StringIO(owner_client.get(url).getvalue().decode("utf-8-sig"))))
    assert row["delivery_start"] == "2026-11-23T16:30:00+00:00"
    assert row["capacity_mw"] == "0.850"
    assert (row["reason"], row["status"]) == ("'=cmd()", "'-x")


def test_a_call_that_was_not_understood_can_be_read_again_or_set_aside(
    owner_client: Client, organisation: Organisation
) -> None:
    delivery = WebhookDeliveryFactory.create(organisation=organisation, state="failed", problem="Not JSON.")
    page = owner_client.get(reverse("dispatch:delivery-detail", args=[delivery.pk])).content.decode()
    assert "Read again" in page
    owner_client.post(reverse("dispatch:delivery-read-again", args=[delivery.pk]))
    assert WebhookDelivery.objects.get().state == "received"
    owner_client.post(reverse("dispatch:delivery-set-aside", args=[delivery.pk]))
    assert WebhookDelivery.objects.get().state == "set_aside"


def test_the_api_lists_reads_and_answers(
    make_instruction: MakeInstruction, owner: Membership, owner_client: Client
) -> None:
    instruction = make_instruction(piclo_id="A")
    listed = owner_client.get(reverse("api:instruction-list") + "?status=pending").json()
    assert [row["piclo_id"] for row in listed["results"]] == ["A"]
    url = reverse("api:instruction-answer", args=[instruction.pk])

    def post(**body: object) -> tuple[int, str]:
        response = owner_client.post(url, json.dumps(body), content_type="application/json")
        return response.status_code, response.content.decode()

    assert post(answer="reject")[0] == 400
    assert "changed this instruction" in post(answer="accept", version=9)[1]
    assert post(answer="accept", version=1)[0] == 200
    status, words = post(answer="reject", reason="Fault")
    assert status == 409
    assert "accepted by" in words
    read = owner_client.get(reverse("api:instruction-detail", args=[instruction.pk])).json()
    assert (read["answer_state"], read["answered_by"]) == ("waiting", owner.user.email)

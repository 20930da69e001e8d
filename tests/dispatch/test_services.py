"""People answer: once, in time, to what they saw."""

import threading
from datetime import timedelta

import pytest
from django.db import connection as database

from dispatch.models import Answer, Instruction
from dispatch.services.answers import answer_instruction, answer_many
from dispatch.services.errors import Changed, DispatchError, NotAllowed, NotAnswerable
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.audit.models import Event
from tests.dispatch.conftest import MakeInstruction
from tests.factories.accounts import MembershipFactory
from tests.factories.dispatch import NOW
from tests.support.fixtures import MakeMember

pytestmark = pytest.mark.django_db


def test_an_acceptance_waits_to_be_sent_and_is_on_record(
    make_instruction: MakeInstruction, owner: Membership
) -> None:
    instruction = answer_instruction(
        by=owner, instruction_id=make_instruction().pk, answer=Answer.ACCEPT, seen_version=1, now=NOW
    )
    assert (instruction.answer_state, instruction.answered_by) == ("waiting", owner.user)
    event = Event.objects.about(instruction).get()
    assert (event.kind, event.actor) == ("instruction.answered", owner.user)
    assert event.after["answer"] == "accept"


def test_a_rejection_without_a_reason_is_refused(
    make_instruction: MakeInstruction, owner: Membership
) -> None:
    with pytest.raises(NotAnswerable, match="Say why"):
        answer_instruction(by=owner, instruction_id=make_instruction().pk, answer=Answer.REJECT, now=NOW)


def test_a_late_answer_is_refused(make_instruction: MakeInstruction, owner: Membership) -> None:
    late = NOW + timedelta(hours=1)
    with pytest.raises(NotAnswerable, match="was due by 16:00"):
        answer_instruction(by=owner, instruction_id=make_instruction().pk, answer=Answer.ACCEPT, now=late)
    assert not Event.objects.exists()


def test_an_instruction_that_changed_meanwhile_is_not_answered(
    make_instruction: MakeInstruction, owner: Membership
) -> None:
    pk = make_instruction(piclo_version=2, capacity_mw="1.2").pk
    with pytest.raises(Changed, match=r"1\.200 MW"):
        answer_instruction(by=owner, instruction_id=pk, answer=Answer.ACCEPT, seen_version=1, now=NOW)


def test_who_may_not_answer_does_not(make_instruction: MakeInstruction, make_member: MakeMember) -> None:
    with pytest.raises(NotAllowed):
        answer_instruction(
            by=make_member(Role.BIDDER), instruction_id=make_instruction().pk, answer=Answer.ACCEPT, now=NOW
        )


def test_a_stranger_cannot_answer(make_instruction: MakeInstruction, stranger: Membership) -> None:
    with pytest.raises(Instruction.DoesNotExist):
        answer_instruction(by=stranger, instruction_id=make_instruction().pk, answer=Answer.ACCEPT, now=NOW)


def test_a_refused_answer_may_be_given_again(make_instruction: MakeInstruction, owner: Membership) -> None:
    instruction = make_instruction(
        answer="accept", answer_state="refused", answer_words="No.", answer_attempts=3
    )
    again = answer_instruction(by=owner, instruction_id=instruction.pk, answer=Answer.ACCEPT, now=NOW)
    assert (again.answer_state, again.answer_words, again.answer_attempts) == ("waiting", "", 0)


def test_many_are_answered_each_for_itself(
    make_instruction: MakeInstruction, owner: Membership, stranger: Membership
) -> None:
    fine, late, changed = (
        make_instruction(),
        make_instruction(respond_by_at=NOW),
        make_instruction(piclo_version=2),
    )
    seen = [(fine.pk, 1), (late.pk, 1), (changed.pk, 1), (10**9, 1)]
    answered, not_taken = answer_many(by=owner, answer=Answer.ACCEPT, seen=seen, now=NOW)
    assert answered == [fine]
    assert [one.instruction_id for one in not_taken] == [late.pk, changed.pk]
    assert answer_many(by=stranger, answer=Answer.ACCEPT, seen=seen, now=NOW) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_answer_at_once_the_first_one_counts(make_instruction: MakeInstruction) -> None:
    instruction = make_instruction()
    people = [MembershipFactory.create(organisation=instruction.organisation) for _ in range(2)]
    start, outcomes = threading.Barrier(2), []

    def answer(by: Membership, said: Answer) -> None:
        start.wait()
        try:
            answer_instruction(by=by, instruction_id=instruction.pk, answer=said, reason="Fault", now=NOW)
            outcomes.append(str(said))
        except DispatchError as error:
            outcomes.append(str(error))
        finally:
            database.close()

    threads = [
        threading.Thread(target=answer, args=(people[0], Answer.ACCEPT)),
        threading.Thread(target=answer, args=(people[1], Answer.REJECT)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    instruction.refresh_from_db()
    lost = next(outcome for outcome in outcomes if outcome not in {"accept", "reject"})
    assert instruction.answer in outcomes
    said = "accepted" if instruction.answer == "accept" else "rejected"
    assert f"{said} by {instruction.answered_by}" in lost
    assert Event.objects.filter(kind="instruction.answered").count() == 1

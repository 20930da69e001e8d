"""Any order and any doubling of Piclo's words ends in the newest one."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.models import Instruction
from dispatch.rules.versions import Verdict
from dispatch.sync.instructions import Source, apply_dispatch
from dispatch.sync.mapping import Nonsense
from portal.accounts.models import Organisation
from portal.audit.models import Event
from tests.factories.dispatch import NOW, received

pytestmark = pytest.mark.django_db

LIFE: list[dict[str, Any]] = [
    {"version": 1, "modified": "2026-11-23T15:21:20Z"},
    {"version": 2, "modified": "2026-11-23T15:25:00Z", "capacity": "0.900"},
    {"version": 3, "modified": "2026-11-23T15:30:00Z", "capacity": "0.900", "status": "accepted"},
    {
        "version": 4,
        "modified": "2026-11-23T16:50:00Z",
        "capacity": "0.900",
        "status": "stopped",
        "stopped_at": "2026-11-23T16:50:00Z",
    },
]


@given(st.lists(st.sampled_from(range(len(LIFE))), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_order_and_doubling_the_newest_version_stands(
    organisation: Organisation, arrivals: list[int]
) -> None:
    Instruction.objects.all().delete()
    for number in arrivals:
        apply_dispatch(organisation.pk, received(**LIFE[number]), source=Source.WEBHOOK, now=NOW)
    newest = LIFE[max(arrivals)]
    instruction = Instruction.objects.get()
    assert instruction.piclo_version == newest["version"]
    assert instruction.status == newest.get("status", "pending")
    assert str(instruction.capacity_mw) == newest.get("capacity", "0.850").ljust(8, "0")
    assert (instruction.stopped_at is not None) == ("stopped_at" in newest)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_only_what_raises_the_version_is_written(organisation: Organisation, order: tuple[int, ...]) -> None:
    for number in order:
        apply_dispatch(organisation.pk, received(**LIFE[number]), source=Source.WEBHOOK, now=NOW)
    rising = [n for place, n in enumerate(order) if n == max(order[: place + 1])]
    assert Event.objects.count() == len(rising)


def test_the_trail_holds_what_changed_before_and_after(organisation: Organisation) -> None:
    for number in range(4):
        apply_dispatch(organisation.pk, received(**LIFE[number]), source=Source.WEBHOOK, now=NOW)
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "instruction.received",
        "instruction.changed",
        "instruction.changed",
        "instruction.stopped",
    ]
    changed = Event.objects.filter(kind="instruction.changed").order_by("pk").first()
    assert changed is not None
    assert changed.before == {"version": 1, "capacity_mw": "0.850"}
    assert changed.after == {"version": 2, "capacity_mw": "0.900"}
    assert changed.rule == "webhook"


def test_between_equal_versions_piclos_clock_decides(organisation: Organisation) -> None:
    late = received(version=2, modified="2026-11-23T15:31:00Z", capacity="0.7")
    early = received(version=2, modified="2026-11-23T15:30:00Z", capacity="0.6")
    for one in (late, early):
        apply_dispatch(organisation.pk, one, source=Source.WEBHOOK, now=NOW)
    assert str(Instruction.objects.get().capacity_mw) == "0.700000"


def test_the_same_version_with_other_content_stands_aside_until_piclo_is_read(
    organisation: Organisation,
) -> None:
    apply_dispatch(organisation.pk, received(), source=Source.WEBHOOK, now=NOW)
    other = received(capacity="0.400")
    assert apply_dispatch(organisation.pk, other, source=Source.WEBHOOK, now=NOW).verdict == Verdict.CONFLICT
    assert str(Instruction.objects.get().capacity_mw) == "0.850000"
    assert apply_dispatch(organisation.pk, other, source=Source.POLL, now=NOW).verdict == Verdict.NEWER
    assert str(Instruction.objects.get().capacity_mw) == "0.400000"


def test_an_answered_instruction_that_changes_needs_somebody_again(organisation: Organisation) -> None:
    first = apply_dispatch(organisation.pk, received(), source=Source.WEBHOOK, now=NOW).instruction
    Instruction.objects.update(answer="accept", answer_state="taken", answered_terms=first.terms.digest)
    changed = received(version=2, modified="2026-11-23T15:30:00Z", capacity="1.200")
    apply_dispatch(organisation.pk, changed, source=Source.WEBHOOK, now=NOW)
    assert Instruction.objects.to_answer(NOW).get().answer_state == "refused"


def test_words_and_fields_that_we_do_not_know_are_kept(organisation: Organisation) -> None:
    strange = received(status="in_arbitration", mood="grim")
    instruction = apply_dispatch(organisation.pk, strange, source=Source.WEBHOOK, now=NOW).instruction
    assert instruction.status == "in_arbitration"
    assert instruction.raw["mood"] == "grim"
    assert Instruction.objects.standing().filter(end_at__gt=NOW).exists()


@pytest.mark.parametrize(
    "nonsense",
    [
        {"end": "2026-11-23T16:30:00Z"},
        {"id": ""},
        {"id": "x" * 65},
        {"capacity": "-1"},
        {"capacity": "1000000"},
        {"version": -1},
        {"version": 2**70},
        {"status": "x" * 21},
    ],
)
def test_a_record_that_cannot_be_true_is_refused(
    organisation: Organisation, nonsense: dict[str, Any]
) -> None:
    with pytest.raises(Nonsense):
        apply_dispatch(organisation.pk, received(**nonsense), source=Source.WEBHOOK, now=NOW)


def test_organisations_keep_their_own_row_of_the_same_id(organisation: Organisation, stranger: Any) -> None:
    for pk in (organisation.pk, stranger.organisation_id):
        apply_dispatch(pk, received(), source=Source.WEBHOOK, now=NOW + timedelta(seconds=1))
    assert Instruction.objects.count() == 2

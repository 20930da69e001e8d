"""The list of instructions and the page of one."""

import json

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dispatch.exports import instruction_rows
from dispatch.filters import InstructionFilter
from dispatch.forms import AnswerForm
from dispatch.models import Instruction
from dispatch.rules.answers import why_not_answerable
from dispatch.rules.worth import NEAR, SOON
from dispatch.selectors.lines import lines_of, may_see_prices
from dispatch.tables import InstructionTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.core.csvs import csv_response
from portal.core.htmx import page_or_fragment

MOST_EVENTS = 100


def instructions_of(member: Membership) -> QuerySet[Instruction]:
    """What a list needs of each instruction, in one query."""
    rows = Instruction.objects.visible_to(member)
    return rows.select_related("obligation__competition", "obligation__service_window", "answered_by")


@require_safe
@requires(Permission.DISPATCH_VIEW)
def instruction_list(request: MemberRequest) -> HttpResponseBase:
    """Instructions found by the filters; with ?format=csv all of them as a file."""
    now = timezone.now()
    found = InstructionFilter(request.GET, instructions_of(request.member).defer("raw"))
    if request.GET.get("format") == "csv":
        ordered = found.qs.order_by("-start_at", "pk")
        rows = instruction_rows(ordered, priced=may_see_prices(request.member))
        return csv_response(f"instructions-{now:%Y-%m-%d}", rows)
    table = InstructionTable(found.qs, request.GET)
    lines_shown = lines_of(table, request.member, now)
    context = {"filter": found, "table": table, "lines": lines_shown, "csv": table.link(format="csv")}
    return page_or_fragment(request, "dispatch/instruction_list.html", "results", context)


@require_safe
@requires(Permission.DISPATCH_VIEW)
def instruction_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """All of one instruction."""
    instruction = get_object_or_404(instructions_of(request.member), pk=pk)
    return detail_response(request, instruction)


def detail_response(
    request: MemberRequest, instruction: Instruction, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of an instruction, with the answer form as it was sent where it was not taken."""
    now, member = timezone.now(), request.member
    line = lines_of([instruction], member, now)[0]
    is_open = member.can(Permission.DISPATCH_ANSWER) and not why_not_answerable(instruction.standing, now)
    events = Event.objects.about(instruction).select_related("actor")
    shows_raw = member.can(Permission.CONNECTION_VIEW)
    context = {
        "instruction": instruction,
        "line": line,
        "form": form or AnswerForm(initial={"version": instruction.piclo_version}),
        "is_open": is_open,
        "near": NEAR,
        "soon": SOON,
        "priced": may_see_prices(member),
        "events": events[:MOST_EVENTS],
        "deliveries": instruction.deliveries.order_by("-received_at")[:20] if shows_raw else [],
        "raw": json.dumps(instruction.raw, indent=2, ensure_ascii=False) if shows_raw else "",
    }
    return TemplateResponse(request, "dispatch/instruction_detail.html", context, status=status)

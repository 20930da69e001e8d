"""Answering: one instruction, or those that were chosen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dispatch.forms import AnswerForm, AnswerManyForm
from dispatch.models import Answer
from dispatch.selectors.board import board_for
from dispatch.services.answers import NotTaken, answer_instruction, answer_many
from dispatch.services.errors import DispatchError
from dispatch.views.instructions import detail_response, instructions_of
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core import formats


@require_POST
@requires(Permission.DISPATCH_ANSWER)
def instruction_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one answer; what stands in its way comes back on the instruction's page."""
    instruction = get_object_or_404(instructions_of(request.member), pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        answer = Answer(form.cleaned_data["answer"])
        try:
            answer_instruction(
                by=request.member,
                instruction_id=pk,
                answer=answer,
                reason=form.cleaned_data["reason"],
                seen_version=form.cleaned_data["version"],
                now=timezone.now(),
            )
        except DispatchError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{_said(answer)}: {instruction}. Piclo is being told.")
            return redirect("dispatch:board")
    instruction = get_object_or_404(instructions_of(request.member), pk=pk)
    form.data = {**request.POST.dict(), "version": str(instruction.piclo_version)}
    return detail_response(request, instruction, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DISPATCH_ANSWER)
def instruction_answer_many(request: MemberRequest) -> HttpResponse:
    """Take one answer for several instructions; GET asks whether to accept all that wait."""
    if request.method != "POST":
        return _ask(request)
    form = AnswerManyForm(request.POST)
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, words)
        return redirect("dispatch:board")
    answer = Answer(form.cleaned_data["answer"])
    answered, not_taken = answer_many(
        by=request.member,
        answer=answer,
        seen=form.cleaned_data["seen"],
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )
    _tell(request, answer, len(answered), not_taken)
    return redirect("dispatch:board")


def _ask(request: MemberRequest) -> HttpResponse:
    lines = board_for(request.member, timezone.now()).answerable
    context = {
        "lines": lines,
        "question": f"Accept {formats.plural(len(lines), 'instruction')}?",
        "back": reverse("dispatch:board"),
    }
    return TemplateResponse(request, "dispatch/accept_all.html", context)


def _tell(request: MemberRequest, answer: Answer, answered: int, not_taken: list[NotTaken]) -> None:
    if answered:
        count = formats.plural(answered, "instruction")
        messages.success(request, f"{_said(answer)}: {count}. Piclo is being told.")
    for refusal in not_taken:
        messages.error(request, f"{refusal.label}: {refusal.words}")


def _said(answer: Answer) -> str:
    return "Accepted" if answer == Answer.ACCEPT else "Rejected"

"""Applying to an operator: the sections' questions, a market by hand, and what happened on Piclo's own site."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from competitions.models import Application
from competitions.rules.applications import Kind, Question, Section
from portal.core.formats import LONDON
from portal.core.forms import HouseForm


class MarketForm(HouseForm):
    """A market that no competition names yet."""

    operator_name = forms.CharField(label="Operator", max_length=120)
    dps_record_reference = forms.CharField(
        label="Market",
        max_length=80,
        help_text="Piclo’s reference of it (DPS record), as competitions name it.",
    )


class SectionForm(HouseForm):
    """The questions of one section, any of which may be left for later."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, section: Section, application: Application, data: QueryDict | None = None) -> None:
        answers = application.answers.get(section.code, {})
        super().__init__(data, initial={**_shown(section, answers), "version": application.version})
        self.section = section
        for question in section.questions:
            self.fields[question.name] = field_of(question)
            if question.kind is Kind.POUNDS:
                self.fields[question.name].unit = "£"  # type: ignore[attr-defined]

    def answers(self) -> dict[str, str]:
        """What was answered, as text."""
        said = self.cleaned_data
        return {name: _as_text(said.get(name)) for name in self.section.names}

    def add_faults(self, faults: Mapping[str, str]) -> None:
        """What is wrong, each at its question."""
        for name, words in faults.items():
            self.add_error(name, words)

    def renew(self, application: Application) -> None:
        """Let a second, deliberate save through after another person's."""
        renewed = QueryDict(mutable=True)
        renewed.update(self.data)
        renewed["version"] = str(application.version)
        self.data = renewed
        self.add_error(
            None,
            "Somebody else saved this application while you were writing. Your answers are still below: "
            "save again to put them in place of theirs.",
        )


def field_of(question: Question) -> forms.Field:
    """The field of one question. Nothing is demanded on saving: an application is filled in bit by bit."""
    common: dict[str, Any] = {"label": question.label, "help_text": question.help, "required": False}
    if question.kind is Kind.AGREED:
        return forms.BooleanField(**common)
    if question.kind is Kind.CHOICE:
        return forms.ChoiceField(choices=[("", "Choose…"), *question.choices], **common)
    widget = {
        Kind.DATE: forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        Kind.LONG: forms.Textarea({"rows": 3}),
        Kind.POUNDS: forms.TextInput({"inputmode": "decimal", "class": "amount"}),
    }.get(question.kind, forms.TextInput())
    return forms.CharField(max_length=2_000, widget=widget, **common)


def _shown(section: Section, answers: Mapping[str, str]) -> dict[str, Any]:
    agreed = {question.name for question in section.questions if question.kind is Kind.AGREED}
    return {name: value == "yes" if name in agreed else value for name, value in answers.items()}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value or "").strip()


class SentForm(HouseForm):
    """When an application was handed in on Piclo's own site."""

    on = forms.DateField(label="Handed in on", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def instant(self, now: datetime) -> datetime:
        """The end of that day in London, or now where that is still to come."""
        return end_of(self.cleaned_data["on"], now)


class DecisionForm(HouseForm):
    """What the operator decided."""

    outcome = forms.ChoiceField(
        label="Decision",
        choices=[("approved", "Approved"), ("rejected", "Rejected")],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label="Decided on", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label="The operator’s reason",
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="In the operator’s own words. A rejection always has one.",
    )

    def clean(self) -> dict[str, Any]:
        """A rejection without a reason is incomplete."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("outcome") == "rejected" and not said.get("reason", "").strip():
            self.add_error("reason", "Give the operator’s reason for the rejection.")
        return said

    def instant(self, now: datetime) -> datetime:
        """The end of that day in London, or now where that is still to come."""
        return end_of(self.cleaned_data["on"], now)


def end_of(day: date, now: datetime) -> datetime:
    """A day is all that people remember: its last second, but never later than now on this very day."""
    last = datetime.combine(day, time.max, LONDON).replace(microsecond=0)
    return min(last, now) if last - now < timedelta(days=1) else last

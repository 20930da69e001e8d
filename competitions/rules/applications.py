"""What an operator asks of a company, and when an application is whole.

The questions of Piclo's four sections are not public. These are what flexibility operators ask for in such forms: to
follow the real ones, change SECTIONS. Answers are text: dates as 2027-10-31, sums in plain pounds, "yes" or "no".
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from competitions.rules.documents import DocumentKind

Answers = Mapping[str, Mapping[str, str]]


class Kind(StrEnum):
    """What an answer looks like."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    POUNDS = "pounds"
    CHOICE = "choice"
    AGREED = "agreed"


@dataclass(frozen=True)
class Question:
    """One question. With `asked_if` it is asked only where that question of the same section was answered so."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    help: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    asked_if: tuple[str, str] | None = None
    # A cover that must not have run out.
    ahead: bool = False

    def is_asked(self, answers: Mapping[str, str]) -> bool:
        """Whether it matters, given the section's other answers."""
        return self.asked_if is None or answers.get(self.asked_if[0]) == self.asked_if[1]


@dataclass(frozen=True)
class Section:
    """One part of the form. The answers of a `common` section serve for every operator."""

    code: str
    title: str
    about: str
    questions: tuple[Question, ...]
    common: bool = True

    @property
    def names(self) -> list[str]:
        return [question.name for question in self.questions]


YES_NO = (("yes", "Yes"), ("no", "No"))
FORMS = (
    ("private_limited", "Private limited company"),
    ("public_limited", "Public limited company"),
    ("partnership", "Partnership or LLP"),
    ("community", "Community or co-operative society"),
    ("public_body", "Public body"),
    ("sole_trader", "Sole trader"),
)


def yes_or_no(name: str, label: str, then: str) -> tuple[Question, Question]:
    """A question, and the one that follows on a yes."""
    return (
        Question(name, label, Kind.CHOICE, choices=YES_NO),
        Question(f"{name}_details", then, Kind.LONG, asked_if=(name, "yes"), help="Where the answer is yes."),
    )


SECTIONS = (
    Section(
        "organisation_profile",
        "Organisation profile",
        "Who the company is, as it is registered.",
        (
            Question("registered_name", "Registered name"),
            Question("company_number", "Company number", help="As at Companies House, such as SC123456."),
            Question("registered_address", "Registered address", Kind.LONG),
            Question(
                "vat_number", "VAT number", required=False, help="GB and nine digits, where registered."
            ),
            Question("parent_company", "Parent company", required=False),
            Question("contact_name", "Contact for this application"),
            Question("contact_email", "Contact’s e-mail"),
            Question("contact_phone", "Contact’s telephone"),
        ),
    ),
    Section(
        "organisation_status",
        "Organisation status",
        "Its legal form, and statements that operators check.",
        (
            Question("legal_form", "Legal form", Kind.CHOICE, choices=FORMS),
            *yes_or_no(
                "insolvent", "Is it insolvent, or in proceedings towards that?", "What the proceedings are"
            ),
            *yes_or_no(
                "convicted",
                "Has it or a director been convicted of fraud, bribery or tax evasion in five years?",
                "What the convictions were",
            ),
            *yes_or_no(
                "conflict", "Does it or a director have an interest in the operator?", "What the interest is"
            ),
        ),
    ),
    Section(
        "audit_insurance_legal",
        "Auditing, insurance and legal",
        "Accounts, cover and the agreement. The documents themselves go under Documents.",
        (
            Question("accounts_to", "Accounts made up to", Kind.DATE),
            Question("accounts_audited", "Are they audited?", Kind.CHOICE, choices=YES_NO),
            Question("public_liability", "Public liability cover", Kind.POUNDS),
            Question("public_liability_until", "Public liability until", Kind.DATE, ahead=True),
            Question("employers_liability", "Employer’s liability cover", Kind.POUNDS),
            Question("employers_liability_until", "Employer’s liability until", Kind.DATE, ahead=True),
            Question("agreement_signed_on", "Framework agreement signed on", Kind.DATE),
        ),
    ),
    Section(
        "declaration",
        "Declaration and submission",
        "Who vouches for it. This part is made anew for every operator and every sending.",
        (
            Question("declared_by", "Name"),
            Question("declared_as", "Position", help="A director, or somebody authorised by one."),
            Question("declared_on", "Date", Kind.DATE),
            Question("declared_true", "What is said here is true and complete", Kind.AGREED),
        ),
        common=False,
    ),
)
BY_CODE = {section.code: section for section in SECTIONS}

# What every operator wants to see; some want more.
DOCUMENTS_ASKED = (DocumentKind.INSURANCE, DocumentKind.ACCOUNTS, DocumentKind.AGREEMENT)
DOCUMENTS_ALSO_ASKED = {"SP Energy Networks": (DocumentKind.VENDOR_FORM,)}


def faults_of(section: Section, answers: Mapping[str, str], today: date) -> dict[str, str]:
    """What is wrong with answers that were given, by question, in words. What is not given is no fault yet."""
    given = [question for question in section.questions if answers.get(question.name)]
    faults = {question.name: _fault(question, answers[question.name], today) for question in given}
    return {name: words for name, words in faults.items() if words}


def _fault(question: Question, answer: str, today: date) -> str:
    if question.kind is Kind.DATE:
        return _date_fault(question, answer, today)
    if question.kind is Kind.POUNDS:
        return "" if pounds(answer) is not None else "Write a sum in pounds, such as 5000000."
    if question.kind is Kind.CHOICE and answer not in dict(question.choices):
        return "Choose one of the answers."
    if question.name == "contact_email" and ("@" not in answer or " " in answer.strip()):
        return "Write an e-mail address, such as name@company.example."
    return "" if len(answer) <= 2000 else "Write at most 2,000 characters."


def _date_fault(question: Question, answer: str, today: date) -> str:
    try:
        day = date.fromisoformat(answer)
    except ValueError:
        return "Write a date, such as 2027-10-31."
    if question.ahead and day < today:
        return "This cover has run out: give the date of the current one."
    return "" if question.ahead or day <= today else "This date is still to come."


def pounds(answer: str) -> Decimal | None:
    """A sum in pounds; None where the text is none."""
    try:
        value = Decimal(answer.replace(",", "").replace("£", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value < Decimal(10) ** 12 else None


def missing_in(section: Section, answers: Mapping[str, str], today: date) -> list[str]:
    """What a section still needs, by the question's words; also an answer that has become wrong with time."""
    faults = faults_of(section, answers, today)
    found = []
    for question in section.questions:
        asked = question.required and question.is_asked(answers)
        if asked and not answers.get(question.name, "").strip():
            found.append(question.label)
        elif question.name in faults:
            found.append(f"{question.label}: {faults[question.name]}")
    return found


def documents_asked(operator_name: str) -> tuple[DocumentKind, ...]:
    """The kinds of document that an operator wants to see."""
    return DOCUMENTS_ASKED + DOCUMENTS_ALSO_ASKED.get(operator_name, ())


def missing_documents(
    have: list[tuple[str, date | None]], operator_name: str, today: date
) -> list[DocumentKind]:
    """The kinds asked of which there is none that is still valid. `have` is (kind, last day or None)."""
    valid = {kind for kind, expires_on in have if expires_on is None or expires_on >= today}
    return [kind for kind in documents_asked(operator_name) if kind.value not in valid]


def carried_over(answers: Answers) -> dict[str, dict[str, str]]:
    """What of an application serves for the next one."""
    return {
        section.code: dict(answers[section.code])
        for section in SECTIONS
        if section.common and section.code in answers
    }


def as_sent(answers: Answers) -> dict[str, dict[str, str]]:
    """The answers that go to the operator: those given to questions that are asked, in the form's order."""
    return {
        section.code: {
            question.name: given[question.name]
            for question in section.questions
            if question.is_asked(given) and given.get(question.name)
        }
        for section in SECTIONS
        for given in [answers.get(section.code, {})]
    }


def digest_of(content: Any) -> str:
    """SHA-256 of what is sent, however its keys are ordered."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def spoken(question: Question, answer: str) -> str:
    """An answer in the words people see."""
    if question.kind is Kind.AGREED:
        return "Agreed" if answer == "yes" else ""
    return dict(question.choices).get(answer, answer)

"""The market's word on an asset in a competition."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from experience.market.rules.eligibility import not_approved


class Status(StrEnum):
    """Passed the automatic test; did not; passed and bidding has opened; kept out by the operator."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    QUALIFIED = "qualified"
    DISQUALIFIED = "disqualified"


@dataclass(frozen=True)
class Facts:
    """What the word follows from. `reasons` are those of the last automatic test."""

    reasons: Sequence[str]
    override: str
    override_reason: str
    archived: bool
    approved: bool
    bidding_has_opened: bool
    dps_reference: str | None = None


def word_on(facts: Facts) -> tuple[Status, list[str]]:
    """The status, and why where it is no good one.

    The operator's word outweighs the test; being archived and the company's lost approval outweigh both.
    """
    lost = []
    if facts.archived:
        lost.append("The asset is archived.")
    if not facts.approved:
        lost.append(not_approved(facts.dps_reference))
    if facts.override == "-":
        return Status.DISQUALIFIED, [facts.override_reason or "The operator keeps it out."]
    failed = [] if facts.override == "+" else list(facts.reasons)
    reasons = [*failed, *(words for words in lost if words not in failed)]
    if reasons:
        return Status.INELIGIBLE, reasons
    return Status.QUALIFIED if facts.bidding_has_opened else Status.ELIGIBLE, []

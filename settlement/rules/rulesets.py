"""Rule sets: how deliveries become money. Named and versioned; a version never changes once it has settled.

Where operators differ, they differ in these parameters, never in code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from portal.core.money import to_pence
from settlement.rules.methods import BL01_ADJUSTED, Method
from settlement.rules.payments import utilisation_payment
from settlement.rules.performance import PerformanceFactor


@dataclass(frozen=True)
class RuleSet:
    """One version of the rules of payment.

    `rounding` makes a line's amount of an exact one. `factor` scales a month's lines by performance where the rule
    set knows one. Energy beyond the instruction is paid for only where `over_delivery_paid`.
    """

    code: str
    version: int
    name: str
    method: Method
    over_delivery_paid: bool = False
    factor: PerformanceFactor | None = None
    rounding: Callable[[Decimal], Decimal] = to_pence
    rounding_words: str = "each line half up to the penny, lines then summed"

    @property
    def label(self) -> str:
        return f"{self.name}, version {self.version}"

    def amount(self, paid_kwh: Decimal, price_gbp_per_mwh: Decimal) -> Decimal:
        """A line's pounds and pence: paid energy x utilisation price."""
        return self.rounding(utilisation_payment(paid_kwh, price_gbp_per_mwh))


STANDARD = RuleSet("gb-utilisation", 1, "GB utilisation, pay as bid", BL01_ADJUSTED)
RULE_SETS = {(rules.code, rules.version): rules for rules in (STANDARD,)}
DEFAULT = STANDARD


def rule_set(code: str, version: int) -> RuleSet:
    """The rule set that something was settled by. Raises KeyError for one that never was."""
    return RULE_SETS[code, version]

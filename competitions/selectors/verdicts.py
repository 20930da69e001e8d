"""Choosing among verdicts, as tabs and links do."""

from django.db.models import F, QuerySet

from competitions.models import Verdict
from competitions.rules.codes import Code, Standing
from competitions.selectors.entering import Tally

# What a tab shows: by its code in the address.
TABS = {
    "": (Standing.FITS, Standing.DOUBTFUL, Standing.ACTION),
    "active": (Standing.FITS, Standing.DOUBTFUL),
    "action": (Standing.ACTION,),
    "ineligible": (Standing.INELIGIBLE,),
}
WORDS = {"": "Worth a look", "active": "Active", "action": "Action required", "ineligible": "Ineligible"}


def chosen(verdicts: QuerySet[Verdict], show: str, todo: str = "") -> QuerySet[Verdict]:
    """Verdicts under a tab, or those that need one thing done; an unknown word chooses the first tab."""
    code = Code.__members__.get(todo.upper())
    if code is not None:
        return (
            verdicts.filter(standing=Standing.ACTION)
            .annotate(bit=F("codes").bitand(code.value))
            .exclude(bit=0)
        )
    return verdicts.filter(standing__in=[one.value for one in TABS.get(show, TABS[""])])


def tabs_of(tally: Tally) -> list[tuple[str, str, int]]:
    """(code, word, how many) of each tab."""
    return [(code, word, sum(tally.counts[one] for one in TABS[code])) for code, word in WORDS.items()]

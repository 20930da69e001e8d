"""How a ballot may go from state to state: the one table, for people, tasks and what Piclo says."""

# Where Piclo's word about a ballot that stands there may lead.
AT_PICLO = frozenset({"submitted", "superseded", "withdrawn", "decided"})

TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"awaiting_approval", "discarded", "lapsed"}),
    "awaiting_approval": frozenset({"draft", "approved", "lapsed"}),
    # To a state at Piclo: a send that was taken for lost turned up there after all.
    "approved": frozenset({"sending", "draft", "lapsed"}) | AT_PICLO,
    "sending": frozenset({"approved", "refused", "unconfirmed"}) | AT_PICLO,
    "unconfirmed": frozenset({"approved", "lapsed"}) | AT_PICLO,
    "submitted": frozenset({"withdrawing", "withdrawn", "superseded", "decided"}),
    # Back to submitted where Piclo did not withdraw it.
    "withdrawing": AT_PICLO,
    "lapsed": AT_PICLO,
    # The operator's decision is the last word on whatever we believed before.
    "superseded": frozenset({"decided"}),
    "withdrawn": frozenset({"decided"}),
    "refused": frozenset(),
    "decided": frozenset(),
    "discarded": frozenset(),
}

# A competition has at most one ballot in these: being prepared, or on its way to Piclo.
ON_ITS_WAY = ("draft", "awaiting_approval", "approved", "sending", "unconfirmed")
# Whether Piclo has it is not known until Piclo answers or is read back.
IN_FLIGHT = ("sending", "unconfirmed")
# Lapses when bidding closes: it was not sent, and never will be.
NOT_SENT = ("draft", "awaiting_approval", "approved")


def may_go(before: str, after: str) -> bool:
    """Whether a ballot in state `before` may go to `after`."""
    return after in TRANSITIONS[before]

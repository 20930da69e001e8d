"""The states of an asset in words and tints."""

from portal.core.states import State, Tint

PUSH = {
    "not_sent": State("Not sent", Tint.IDLE, "Made or changed here; nobody has asked to send it to Piclo."),
    "waiting": State("Waiting to be sent", Tint.RUN, "It goes to Piclo by itself."),
    "sending": State("Being sent", Tint.RUN, "Piclo is being asked."),
    "unconfirmed": State(
        "Unconfirmed", Tint.ACT, "Piclo did not say whether it took it; it is read back first."
    ),
    "in_step": State("In step", Tint.GOOD, "Piclo holds what stands here."),
    "refused": State("Refused", Tint.BAD, "Piclo did not take it."),
    "gone": State("Gone at Piclo", Tint.BAD, "Piclo no longer lists it."),
}

STATUS = {
    "in_development": State("In development"),
    "operational": State("Operational", Tint.GOOD),
    "mothballed": State("Mothballed", Tint.ACT),
    "archived": State("Archived"),
}


def push_shown(state: str, words: str = "") -> State:
    """How an asset stands to Piclo, with Piclo's words as the reason where there are any."""
    shown = PUSH[state]
    return shown._replace(why=words) if words else shown

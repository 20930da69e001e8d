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

# A draft that Piclo has never had is nobody's trouble; what Piclo holds otherwise than we do is.
DIFFERS = State("Differs", Tint.ACT, "Piclo has it, and what stands here has not been sent.")


def push_shown(state: str, words: str = "", *, known_there: bool = False) -> State:
    """How an asset stands to Piclo, with Piclo's words as the reason where there are any."""
    shown = DIFFERS if state == "not_sent" and known_there else PUSH[state]
    return shown._replace(why=words) if words else shown


RUN = {
    "running": State("Running", Tint.RUN, "Assets go to Piclo by themselves, a few at a time."),
    "paused": State("Paused", Tint.ACT, "Nothing more is sent until somebody resumes it."),
    "finished": State("Finished", Tint.GOOD, "Piclo holds them all."),
    "stopped": State("Stopped", Tint.IDLE, "Somebody stopped it; what was left was taken back."),
}


def run_shown(state: str, refused: int) -> State:
    """Where a run is; one that left assets refused needs somebody although it is at its end."""
    if state == "finished" and refused:
        return State("Finished, some refused", Tint.ACT, "Piclo did not take all of them.")
    return RUN[state]

"""The deeds that the list offers for many assets: what each asks, does and says afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from assets.forms.selection import DeedForm, GroupForm, StatusForm, UngroupForm
from assets.services.many import (
    Done,
    archive_many,
    group_many,
    push_many,
    set_status_of_many,
    ungroup_many,
)
from portal.core.formats import plural

MOST_NAMED = 5


@dataclass(frozen=True)
class Deed:
    """One thing that can be done with chosen assets. `question` is put with their number in words."""

    label: str
    question: str
    consequence: str
    yes: str
    form: type[DeedForm]
    service: Callable[..., Done]
    said: Callable[[Done], str]
    is_grave: bool = False


def _said(first: str, *more: tuple[int, str]) -> str:
    """A sentence, and what is said of each number that is not nought."""
    return " ".join([first, *(words.format(plural(count, "asset")) for count, words in more if count)])


def _status_said(done: Done) -> str:
    first = f"The status of {plural(done.changed, 'asset')} changed."
    return _said(first, (done.asked, "{} on the way to Piclo."), (done.unchanged, "{} had it already."))


def _archive_said(done: Done) -> str:
    first = f"{plural(done.changed, 'asset')} archived."
    return _said(first, (done.asked, "Piclo is told of {}."), (done.unchanged, "{} archived already."))


def _push_said(done: Done) -> str:
    return _said(
        f"{plural(done.asked, 'asset')} on the way to Piclo.", (done.unchanged, "{} had nothing to send.")
    )


def _group_said(done: Done) -> str:
    return _said(
        f"{plural(done.changed, 'asset')} joined {done.group}.", (done.unchanged, "{} in it already.")
    )


def _ungroup_said(done: Done) -> str:
    return _said(f"{plural(done.changed, 'asset')} left {done.group}.", (done.unchanged, "{} not in it."))


def kept_words(done: Done) -> str:
    """Which assets stay archived, and why."""
    named = ", ".join(done.kept[:MOST_NAMED])
    more = f" and {len(done.kept) - MOST_NAMED:,} more" if len(done.kept) > MOST_NAMED else ""
    return (
        f"{plural(len(done.kept), 'asset')} stayed archived, because another live asset has the same MPAN: "
        f"{named}{more}. Edit them one by one, and say there that the meter is shared."
    )


DEEDS = {
    "status": Deed(
        "Change the status…",
        "Change the status of {}?",
        "A status other than operational can keep an asset out of competitions. What is on its way to Piclo is sent "
        "with the new status.",
        "Change it",
        StatusForm,
        set_status_of_many,
        _status_said,
    ),
    "group": Deed(
        "Add to a group…",
        "Add {} to a group?",
        "They stay in the groups that they are in. Piclo knows nothing of groups.",
        "Add them",
        GroupForm,
        group_many,
        _group_said,
    ),
    "ungroup": Deed(
        "Take out of a group…",
        "Take {} out of a group?",
        "The assets stay as they are.",
        "Take them out",
        UngroupForm,
        ungroup_many,
        _ungroup_said,
    ),
    "push": Deed(
        "Send to Piclo…",
        "Send {} to Piclo?",
        "What is in step or on its way already is left alone. More than five go in a run, which can be paused.",
        "Send them",
        DeedForm,
        push_many,
        _push_said,
    ),
    "archive": Deed(
        "Archive…",
        "Archive {}?",
        "They take part in no competition any more, and Piclo is told of those that it has. Changing their status "
        "brings them back.",
        "Archive them",
        DeedForm,
        archive_many,
        _archive_said,
        is_grave=True,
    ),
}

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


def _status_said(done: Done) -> str:
    words = f"The status of {plural(done.changed, 'asset')} changed."
    if done.asked:
        words += f" {plural(done.asked, 'asset')} on the way to Piclo."
    if done.unchanged:
        words += f" {plural(done.unchanged, 'asset')} had it already."
    return words


def kept_words(done: Done) -> str:
    """Which assets stay archived, and why."""
    named = ", ".join(done.kept[:MOST_NAMED])
    more = f" and {len(done.kept) - MOST_NAMED:,} more" if len(done.kept) > MOST_NAMED else ""
    return (
        f"{plural(len(done.kept), 'asset')} stayed archived, because another live asset has the same MPAN: "
        f"{named}{more}. Edit them one by one, and say there that the meter is shared."
    )


def _archive_said(done: Done) -> str:
    words = f"{plural(done.changed, 'asset')} archived."
    if done.asked:
        words += f" Piclo is told of {done.asked:,}."
    if done.unchanged:
        words += f" {done.unchanged:,} archived already."
    return words


def _push_said(done: Done) -> str:
    words = f"{plural(done.asked, 'asset')} on the way to Piclo."
    if done.unchanged:
        words += f" {plural(done.unchanged, 'asset')} had nothing to send."
    return words


def _group_said(done: Done) -> str:
    words = f"{plural(done.changed, 'asset')} joined {done.group}."
    if done.unchanged:
        words += f" {done.unchanged:,} in it already."
    return words


def _ungroup_said(done: Done) -> str:
    words = f"{plural(done.changed, 'asset')} left {done.group}."
    if done.unchanged:
        words += f" {done.unchanged:,} not in it."
    return words


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

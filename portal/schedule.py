"""What happens by itself and how often: feeds from Piclo, and sweeps that find what a lost message left behind.

Everything is named by dotted string, so that this page imports no app.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Feed:
    """One kind of data read from Piclo at an interval.

    Intervals are seconds between two reads. Piclo asks for bidding opportunities to be read at most once an hour,
    so `floor` is the shortest interval that a production connection may choose. `changes` names the page that tells
    what one reading changed, where there is one.
    """

    task: str
    production: int
    experience: int
    floor: int = 30
    changes: str = ""


FEEDS: dict[str, Feed] = {
    "assets": Feed(
        "assets.tasks.pull_assets",
        production=86_400,
        experience=20,
        floor=300,
        changes="assets:reading-detail",
    ),
    "planned-assets": Feed(
        "assets.tasks.pull_planned_assets",
        production=86_400,
        experience=20,
        floor=300,
        changes="assets:reading-detail",
    ),
    "competitions": Feed("competitions.tasks.pull_competitions", production=3_600, experience=5, floor=600),
    "opportunities": Feed(
        "competitions.tasks.pull_opportunities", production=3_600, experience=5, floor=3_600
    ),
    "qualifications": Feed(
        "competitions.tasks.pull_qualifications", production=3_600, experience=5, floor=300
    ),
    "applications": Feed("competitions.tasks.pull_applications", production=3_600, experience=10, floor=300),
    "results": Feed("bidding.tasks.pull_results", production=900, experience=5, floor=60),
    "obligations": Feed("bidding.tasks.pull_obligations", production=3_600, experience=5, floor=300),
    "dispatches": Feed("dispatch.tasks.pull_dispatches", production=60, experience=4, floor=30),
}

# name -> (task, seconds between two runs)
SWEEPS: dict[str, tuple[str, float]] = {
    "ring-due-feeds": ("piclo.tasks.ring_due_feeds", 2.0),
    "prune-piclo-log": ("piclo.tasks.prune", 3_600.0),
    "send-waiting-emails": ("notify.tasks.send_waiting_emails", 30.0),
    "send-waiting-applications": ("competitions.tasks.send_waiting_applications", 15.0),
    "remind-of-expiry": ("competitions.tasks.remind_of_expiry", 3_600.0),
    "push-waiting-assets": ("assets.tasks.push_waiting_assets", 20.0),
    "load-postcode-tables": ("assets.tasks.load_postcode_tables", 60.0),
    "push-waiting-planned-assets": ("assets.tasks.push_waiting_planned_assets", 20.0),
    "judge-due-verdicts": ("competitions.tasks.judge_due_verdicts", 3.0),
    "work-on-waiting-imports": ("assets.tasks.work_on_waiting_imports", 20.0),
    "forget-old-import-rows": ("assets.tasks.forget_old_import_rows", 3_600.0),
    "send-waiting-ballots": ("bidding.tasks.send_waiting_ballots", 5.0),
    "settle-unconfirmed-ballots": ("bidding.tasks.settle_unconfirmed_ballots", 5.0),
    "understand-waiting-webhooks": ("dispatch.tasks.understand_waiting_webhooks", 10.0),
    "send-waiting-answers": ("dispatch.tasks.send_waiting_answers", 10.0),
    "expire-unanswered": ("dispatch.tasks.expire_unanswered", 15.0),
    "read-waiting-meter-files": ("settlement.tasks.read_waiting_files", 20.0),
    "make-due-reports": ("settlement.tasks.make_due_reports", 60.0),
}


def beat_schedule(sweeps: dict[str, tuple[str, float]] = SWEEPS) -> dict[str, dict[str, Any]]:
    """SWEEPS in the form Celery beat wants; a sweep that waited longer than its interval is dropped, not piled up."""
    return {
        name: {"task": task, "schedule": seconds, "options": {"expires": max(seconds * 2, 10.0)}}
        for name, (task, seconds) in sweeps.items()
    }


# What somebody waits for, or a deadline; all other tasks share the default queue.
URGENT = (
    "piclo.tasks.ring_due_feeds",
    "bidding.tasks.send_ballot",
    "bidding.tasks.settle_ballot",
    "bidding.tasks.withdraw_ballot",
    "bidding.tasks.send_waiting_ballots",
    "bidding.tasks.settle_unconfirmed_ballots",
    "dispatch.tasks.understand_delivery",
    "dispatch.tasks.send_answers",
    "dispatch.tasks.send_waiting_answers",
    "dispatch.tasks.understand_waiting_webhooks",
    # Finds an instruction whose webhook was lost; there are minutes to answer it.
    "dispatch.tasks.pull_dispatches",
    "dispatch.tasks.expire_unanswered",
)


def task_routes(urgent: tuple[str, ...] = URGENT) -> dict[str, dict[str, str]]:
    """The queue of each task that does not go to the default one."""
    return {task: {"queue": "urgent"} for task in urgent}

"""The schedule names its tasks; a name that nobody answers to would be work that is never done."""

from portal.celery import app
from portal.schedule import FEEDS, SWEEPS, URGENT, beat_schedule, task_routes


def test_everything_that_is_scheduled_or_urgent_is_a_task() -> None:
    app.loader.import_default_modules()
    named = {feed.task for feed in FEEDS.values()} | {task for task, _ in SWEEPS.values()} | {*URGENT}
    assert named <= set(app.tasks)


def test_nothing_with_a_deadline_of_minutes_waits_behind_a_long_reading() -> None:
    app.loader.import_default_modules()
    answering = {name for name in app.tasks if name.startswith("dispatch.tasks.")}
    assert {task for task, route in task_routes().items() if route == {"queue": "urgent"}} >= answering


def test_a_sweep_that_is_late_is_dropped_and_never_before_its_next_turn() -> None:
    for entry in beat_schedule().values():
        assert entry["options"]["expires"] > entry["schedule"]

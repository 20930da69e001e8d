"""Ringing a task: a nudge that may get lost, because what must happen is a row in the database that a sweep finds."""

import logging
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(task: "Task[Any, Any]", **kwargs: Any) -> None:
    """Ring `task` once the transaction has committed. A broker that does not answer is logged and costs no more."""
    transaction.on_commit(partial(_push, task, kwargs))


def _push(task: "Task[Any, Any]", kwargs: dict[str, Any]) -> None:
    try:
        task.apply_async(kwargs=kwargs, retry=False, ignore_result=True)
    except OperationalError as error:
        log.warning("No broker for %s, a sweep will find its work: %s", task.name, error)

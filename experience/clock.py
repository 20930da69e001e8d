"""The server's clock: what happens on the market because time passes. `python -m experience clock`."""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import httpx
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from experience.bot import run_bot
from experience.market.services.dispatches import complete_dispatches, expire_dispatches
from experience.market.services.judging import judge_due
from experience.outbound import Handler, deliver_due
from experience.scenery.mock import keep_mock_competitions
from experience.scenery.rounds import keep_rounds

log = logging.getLogger("experience.clock")
MARKET_SECONDS = 1.0
WEBHOOK_SECONDS = 0.25


def tick(now: datetime, *, compressed: bool) -> None:
    """Everything that time does to the market, once. A part that fails is said and does not hold up the others."""
    parts: list[tuple[str, Callable[[], object]]] = [
        ("mock competitions", partial(keep_mock_competitions, now=now, compressed=compressed)),
        ("monthly rounds", partial(keep_rounds, now=now)),
        ("eligibility", partial(judge_due, now=now)),
        ("bot", partial(run_bot, now=now)),
        ("expiry", partial(expire_dispatches, now=now)),
        ("delivery", partial(complete_dispatches, now=now)),
    ]
    for name, part in parts:
        try:
            part()
        except Exception:
            log.exception("The clock's %s failed; it is tried again at the next tick.", name)


def run(arguments: Sequence[str] = ()) -> int:
    """Tick until the process is told to stop: the market each second, webhooks four times as often."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    webhooks = threading.Thread(target=_carry_webhooks, args=(stop,), name="webhooks", daemon=True)
    webhooks.start()
    while not stop.is_set():
        close_old_connections()
        tick(timezone.now(), compressed=settings.COMPRESSED)
        stop.wait(MARKET_SECONDS)
    webhooks.join(timeout=12)
    connection.close()
    return 0


def _carry_webhooks(stop: threading.Event) -> None:
    handler: Handler = import_string(settings.WEBHOOK_HANDLER)
    with httpx.Client() as client:
        while not stop.is_set():
            try:
                deliver_due(client, now=timezone.now(), handler=handler)
            except Exception:
                log.exception("Carrying webhooks failed; it is tried again.")
                close_old_connections()
            stop.wait(WEBHOOK_SECONDS)
    connection.close()

"""Where the browser for the journeys is."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no chromium was found (apt-get install chromium, or set FLEXDESK_CHROMIUM to its program)"


def find_browser() -> str | None:
    given = os.environ.get("FLEXDESK_CHROMIUM")
    return shutil.which(given) if given else next(filter(None, map(shutil.which, NAMES)), None)


def required() -> bool:
    """Where a missing browser is a failure and not a reason to skip."""
    return os.environ.get("FLEXDESK_REQUIRE_BROWSER") == "1"

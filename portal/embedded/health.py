"""Whether a server answers that it can serve."""

import asyncio
import http.client
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

OK = 200


def answering(url: str) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        return await asyncio.to_thread(status, url) == OK

    return ready


def status(url: str) -> int | None:
    """The answer's status, None when there is none. Never through a proxy: it is this machine."""
    parts = urlsplit(url)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        link.request("GET", parts.path, headers={"Accept": "application/json"})
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        link.close()

"""Map tiles of another server: which addresses a browser must be allowed to fetch them from."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SUBDOMAIN = "{s}."


def tile_sources(address: str) -> list[str]:
    """The sources of a tile address for the content security policy; none where there is no address.

    Leaflet puts a letter for `{s}`, so that any subdomain is admitted there. Raises ImproperlyConfigured.
    """
    if not address:
        return []
    parts = urlsplit(address)
    host = parts.netloc
    if (
        parts.scheme not in {"https", "http"}
        or not host
        or not all(part in address for part in ("{z}", "{x}", "{y}"))
    ):
        raise ImproperlyConfigured(
            "FLEXDESK_TILES_URL must look like https://tiles.example.org/{z}/{x}/{y}.png."
        )
    host = f"*.{host.removeprefix(SUBDOMAIN)}" if host.startswith(SUBDOMAIN) else host
    return [f"{parts.scheme}://{host}"]

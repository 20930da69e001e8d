"""Files that leave the portal: saved, never opened in the browser as something else."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header


def attachment(
    chunks: Iterator[bytes], name: str, media_type: str = "application/octet-stream"
) -> StreamingHttpResponse:
    """A confidential download under its name, kept by no cache on the way."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(chunks, content_type=media_type, headers=headers)

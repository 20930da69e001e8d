"""Answers that are a page for a browser and a fragment for htmx: one URL, one template, one context."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers

from portal.core.states import Tint

Response = TypeVar("Response", bound=HttpResponse)


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page: not a boosted link, not a page restored from history."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request  # type: ignore[union-attr]


def page_or_fragment(
    request: HttpRequest, template: str, fragment: str, context: Mapping[str, Any], status: int = 200
) -> TemplateResponse:
    """The whole page, or its `{% partialdef fragment %}` when htmx asks; caches keep the two apart."""
    name = f"{template}#{fragment}" if wants_fragment(request) else template
    response = TemplateResponse(request, name, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def say(response: Response, text: str, tint: Tint = Tint.GOOD) -> Response:
    """Show a passing message with an htmx answer. Full pages use django.contrib.messages instead."""
    response.headers["HX-Trigger"] = json.dumps({"say": {"text": text, "tint": tint}})
    return response

"""Signing in: whoever knows the operator's key is the operator."""

import hmac
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse

Rest = ParamSpec("Rest")
Answer = HttpResponse | StreamingHttpResponse
View = Callable[Concatenate[HttpRequest, Rest], Answer]
SIGNED_IN = "operator"


def knows_key(key: str) -> bool:
    wanted = str(settings.OPERATOR_KEY)
    return bool(wanted) and hmac.compare_digest(key.strip().encode(), wanted.encode())


def operator_only(view: View[Rest]) -> View[Rest]:
    """Send anybody else to the sign-in page, and back afterwards."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Answer:
        if not request.session.get(SIGNED_IN):
            return HttpResponseRedirect(f"{reverse('console-sign-in')}?next={request.path}")
        return view(request, *args, **kwargs)

    return door

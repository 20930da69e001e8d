"""Where Piclo tells us of instructions. Signed, not signed in."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dispatch.services.errors import UnknownWebhook, WebhookNotBelieved
from dispatch.services.intake import LARGEST_BODY, take_webhook

SIGNATURE = "X-Piclo-Signature"


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, webhook_key: str) -> HttpResponse:
    """200 once the call is stored and committed, 401 for one that is not believed, 404 where nobody listens."""
    body = request.read(LARGEST_BODY + 1)
    header = request.headers.get(SIGNATURE, "")
    try:
        take_webhook(webhook_key=webhook_key, header=header, body=body, now=timezone.now())
    except UnknownWebhook:
        return HttpResponse("No such webhook.", status=404, content_type="text/plain")
    except WebhookNotBelieved as error:
        return HttpResponse(str(error), status=401, content_type="text/plain")
    return HttpResponse("Stored.", content_type="text/plain")

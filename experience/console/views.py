"""Pages of the console. Each is a read; every deed goes through `do`."""

from urllib.parse import urlsplit

import msgspec
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from experience.console import selectors
from experience.console.access import SIGNED_IN, knows_key, operator_only
from experience.faults.models import Fault, FaultKind
from experience.market.errors import Refused
from experience.market.models import Asset, Competition
from experience.operator_api.deeds import DEEDS, load_competitions
from experience.operator_api.deeds import Competitions as CompetitionsOrder
from experience.operator_api.views import meter_chunks

BY = "console"
LARGEST_FILE = 20 * 1024 * 1024


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    wrong = False
    if request.method == "POST":
        if knows_key(request.POST.get("key", "")):
            request.session.cycle_key()
            request.session[SIGNED_IN] = True
            return HttpResponseRedirect(_way_back(request, request.POST.get("next", "")))
        wrong = True
    context = {"wrong": wrong, "next": request.GET.get("next", "")}
    return render(request, "console/sign_in.html", context, status=422 if wrong else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return redirect("console-sign-in")


@require_GET
@operator_only
def overview(request: HttpRequest) -> HttpResponse:
    now, search = timezone.now(), request.GET.get("search", "").strip()
    lines = selectors.competition_lines(now, search)
    return render(request, "console/overview.html", {"lines": lines, "search": search, "now": now})


@require_GET
@operator_only
def competition(request: HttpRequest, reference: str) -> HttpResponse:
    row = get_object_or_404(Competition.objects.select_related("operator", "dps_record"), reference=reference)
    guests = Asset.objects.filter(provider__is_rival=False).exclude(ref__startswith="L").order_by("ref")
    context = {
        "line": selectors.line_of(row, timezone.now()),
        "windows": row.service_windows.select_related("service_period"),
        "bids": selectors.bids_of(row),
        "criteria": selectors.criteria_of(row),
        "asked": selectors.asked_of(row),
        "assets": selectors.asset_lines(row, guests[: selectors.MOST]),
        "obligations": selectors.obligations_of(row),
    }
    return render(request, "console/competition.html", context)


@require_GET
@operator_only
def dispatches(request: HttpRequest) -> HttpResponse:
    context = {"dispatches": selectors.latest_dispatches(), "now": timezone.now()}
    return render(request, "console/dispatches.html", context)


@require_GET
@operator_only
def applications(request: HttpRequest) -> HttpResponse:
    return render(request, "console/applications.html", {"applications": selectors.applications()})


@require_GET
@operator_only
def faults(request: HttpRequest) -> HttpResponse:
    context = {"faults": Fault.objects.all(), "kinds": FaultKind.choices}
    return render(request, "console/faults.html", context)


@require_GET
@operator_only
def meters(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The form, or with `asset` the file."""
    names = [name.strip() for name in request.GET.get("asset", "").split(",") if name.strip()]
    if not names:
        assets = Asset.objects.filter(provider__is_rival=False).order_by("-created", "ref")[:200]
        return render(request, "console/meters.html", {"assets": assets})
    try:
        chunks = meter_chunks(names, request.GET.get("days", "40"))
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect("console-meters")
    response = StreamingHttpResponse(chunks, content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="meter-data.csv"'
    return response


@require_GET
@operator_only
def history(request: HttpRequest) -> HttpResponse:
    return render(request, "console/history.html", {"events": selectors.latest_events()})


@require_POST
@operator_only
def load(request: HttpRequest) -> HttpResponse:
    """Competitions from a file, all or none."""
    file = request.FILES.get("file")
    try:
        if file is None or file.size is None or file.size > LARGEST_FILE:
            raise Refused("Choose a JSON file of at most 20 MB.")
        content = msgspec.json.decode(file.read())
        order = CompetitionsOrder(competitions=content if isinstance(content, list) else [content])
        with transaction.atomic():
            said = load_competitions(order, BY, timezone.now())
        messages.success(request, f"{len(said['competitions'])} competitions are on the market.")
    except msgspec.DecodeError as error:
        messages.error(request, f"This is not JSON: {error}")
    except Refused as refusal:
        messages.error(request, refusal.words)
    return redirect("console")


@require_POST
@operator_only
def do(request: HttpRequest, verb: str) -> HttpResponse:
    """One verb with the form's fields as its order; then back to where the button stood."""
    deed = DEEDS.get(verb)
    fields = {name: value for name, value in request.POST.items() if value and not name.startswith("csrf")}
    back = _way_back(request, str(fields.pop("back", "")))
    try:
        if deed is None:
            raise Refused(f"There is no {verb}.")
        order = msgspec.convert(fields, type=deed.takes, strict=False)
        with transaction.atomic():
            said = deed.do(order, BY, timezone.now())
        messages.success(request, ", ".join(f"{name} {value}" for name, value in said.items()))
    except msgspec.ValidationError as error:
        messages.error(request, str(error))
    except Refused as refusal:
        messages.error(request, refusal.words)
    return HttpResponseRedirect(back)


def _way_back(request: HttpRequest, wanted: str) -> str:
    """An address of this console; anything else is the overview."""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe and urlsplit(wanted).path.startswith("/console/") else "/console/"

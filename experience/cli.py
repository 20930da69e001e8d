"""What an operator does from the shell, against the running server: `python -m experience advance --help`."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx

Order = dict[str, Any]
TIMEOUT_SECONDS = 120.0
WORDS = {"in": "+", "out": "-", "none": "none"}


def run(arguments: Sequence[str], transport: httpx.BaseTransport | None = None) -> int:
    """Post one order to the server at EXPERIENCE_URL and print its answer. Returns 0, or 1 with the refusal."""
    options = parser().parse_args(arguments)
    url, key = os.environ.get("EXPERIENCE_URL", ""), os.environ.get("EXPERIENCE_OPERATOR_KEY", "")
    if not url or not key:
        return _fail(
            "EXPERIENCE_URL and EXPERIENCE_OPERATOR_KEY say which server; ./dev experience sets them."
        )
    headers = {"Authorization": f"Bearer {key}"}
    try:
        with httpx.Client(
            base_url=url, headers=headers, timeout=TIMEOUT_SECONDS, transport=transport
        ) as client:
            return _meter_data(client, options) if options.verb == "meter-data" else _order(client, options)
    except httpx.HTTPError as error:
        return _fail(f"The server at {url} does not answer: {error}")
    except (OSError, ValueError) as error:
        return _fail(str(error))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="experience", description="Operate the running Experience server.")
    verbs = made.add_subparsers(dest="verb", required=True, metavar="VERB")
    for add in (
        _add_market_verbs,
        _add_qualifying_verbs,
        _add_bid_verbs,
        _add_dispatch_verbs,
        _add_other_verbs,
    ):
        add(verbs)
    return made


def _add_market_verbs(verbs: Any) -> None:
    load = verbs.add_parser("competitions", help="put competitions on the market from a JSON file")
    load.add_argument("file", help="one competition record, or a list of them")
    load.set_defaults(order=_competitions)
    approve = verbs.add_parser("approve", help="approve (or reject) a provider's application")
    approve.add_argument("provider", help="the provider's id or name")
    approve.add_argument("dps_record", help="the DPS record's reference")
    approve.add_argument("--reject", action="store_true")
    approve.add_argument("--reason", default="", help="needed to reject")
    approve.set_defaults(order=_plain("provider", "dps_record", "reject", "reason"))


def _add_qualifying_verbs(verbs: Any) -> None:
    override = verbs.add_parser("override", help="let an asset into a competition, or keep it out")
    override.add_argument("competition", help="its reference or id")
    override.add_argument("asset", help="its reference or id")
    override.add_argument("word", choices=sorted(WORDS), help="in, out, or none to take the word back")
    override.add_argument("--reason", default="")
    override.set_defaults(order=_override)
    explain = verbs.add_parser("explain", help="say how an asset stands in a competition, and why")
    explain.add_argument("competition", help="its reference or id")
    explain.add_argument("asset", help="its reference or id")
    explain.set_defaults(order=_plain("competition", "asset"))
    criteria = verbs.add_parser(
        "criteria", help="set what a competition asks of assets; without options: nothing"
    )
    criteria.add_argument("competition", help="its reference or id")
    for name in ("asset-types", "connection-types"):
        criteria.add_argument(f"--{name}", default="", help="words, apart by commas")
    for name in ("maximum-response-time", "maximum-recovery-time", "minimum-run-time"):
        criteria.add_argument(f"--{name}", default="", help="like 00:15:00")
    criteria.add_argument("--meter-id-required", action="store_true")
    criteria.add_argument("--meter-ids", default="", help="a file of MPANs: the operator's list for the zone")
    criteria.add_argument(
        "--meter-ids-hidden", action="store_true", help="test against the list, do not show it"
    )
    criteria.set_defaults(order=_criteria)


def _add_bid_verbs(verbs: Any) -> None:
    decide = verbs.add_parser(
        "decide", help="accept or reject a bid, or decide a competition's bids by price"
    )
    which = decide.add_mutually_exclusive_group(required=True)
    which.add_argument("--bid", default="", help="the bid's id")
    which.add_argument("--competition", default="", help="decide its undecided bids by price")
    decide.add_argument("--reject", action="store_true")
    decide.add_argument("--reason", default="", help="needed to reject")
    decide.set_defaults(order=_plain("bid", "competition", "reject", "reason"))
    confirm = verbs.add_parser("confirm", help="reveal a competition's decisions")
    confirm.add_argument("competition", help="its reference or id")
    confirm.set_defaults(order=_plain("competition"))


def _add_dispatch_verbs(verbs: Any) -> None:
    dispatch = verbs.add_parser("dispatch", help="issue an instruction under an obligation, or change one")
    which = dispatch.add_mutually_exclusive_group(required=True)
    which.add_argument("--obligation", default="", help="the obligation's id")
    which.add_argument("--change", dest="dispatch", default="", help="the id of an instruction to change")
    for name in ("start", "end", "respond-by"):
        dispatch.add_argument(f"--{name}", default="", help="like 2026-11-23T16:30:00Z")
    dispatch.add_argument("--capacity", default=None, help="MW; the obligation's when left out")
    dispatch.set_defaults(order=_plain("obligation", "dispatch", "start", "end", "respond_by", "capacity"))
    stop = verbs.add_parser("stop", help="stop an instruction")
    stop.add_argument("dispatch", help="its id")
    stop.set_defaults(order=_plain("dispatch"))
    advance = verbs.add_parser("advance", help="bring a competition or an instruction to its next stage, now")
    which = advance.add_mutually_exclusive_group(required=True)
    which.add_argument("--competition", default="", help="its reference or id")
    which.add_argument("--dispatch", default="", help="its id")
    advance.set_defaults(order=_plain("competition", "dispatch"))


def _add_other_verbs(verbs: Any) -> None:
    fault = verbs.add_parser("fault", help="let something go wrong, or clear all faults")
    fault.add_argument("kind", nargs="?", default="", help="latency, 429, 500, malformed, dropped, webhook-…")
    fault.add_argument("--method", default="", help="only calls with this method")
    fault.add_argument("--path", default="", help="only calls whose path contains this")
    fault.add_argument("--seconds", type=float, default=2.0, help="how late, or what Retry-After says")
    fault.add_argument("--times", type=int, default=None, help="so many times; always when left out")
    fault.add_argument("--clear", action="store_true", help="switch all faults off")
    fault.set_defaults(order=_plain("kind", "method", "path", "seconds", "times", "clear"))
    meters = verbs.add_parser("meter-data", help="half-hourly readings of assets until now, as CSV")
    meters.add_argument("asset", nargs="+", help="references or ids")
    meters.add_argument("--days", default="40", help="how far back (default 40)")
    meters.add_argument("--output", default="-", help="a file; standard output when left out")


def _order(client: httpx.Client, options: argparse.Namespace) -> int:
    response = client.post(f"/operator/v1/{options.verb}/", json=options.order(options))
    if response.status_code != 200:
        return _fail(response.text)
    sys.stdout.write(json.dumps(response.json(), indent=1) + "\n")
    return 0


def _meter_data(client: httpx.Client, options: argparse.Namespace) -> int:
    query: dict[str, Any] = {"asset": options.asset, "days": options.days}
    with client.stream("GET", "/operator/v1/meter-data/", params=query) as response:
        if response.status_code != 200:
            response.read()
            return _fail(response.text)
        if options.output == "-":
            sys.stdout.writelines(response.iter_text())
            return 0
        with Path(options.output).open("w", newline="") as file:
            file.writelines(response.iter_text())
    return 0


def _plain(*names: str) -> Callable[[argparse.Namespace], Order]:
    """An order that carries these options as they are."""
    return lambda options: {name: getattr(options, name) for name in names}


def _override(options: argparse.Namespace) -> Order:
    return _plain("competition", "asset", "reason")(options) | {"word": WORDS[options.word]}


def _criteria(options: argparse.Namespace) -> Order:
    lists = ("asset_types", "connection_types", "meter_id_required", "meter_ids_hidden")
    lengths = ("maximum_response_time", "maximum_recovery_time", "minimum_run_time")
    meters = Path(options.meter_ids).read_text() if options.meter_ids else ""
    return _plain("competition", *lists, *lengths)(options) | {"meter_ids": meters}


def _competitions(options: argparse.Namespace) -> Order:
    content = json.loads(Path(options.file).read_text())
    return {"competitions": content if isinstance(content, list) else [content]}


def _fail(words: str) -> int:
    sys.stderr.write(f"experience: {words}\n")
    return 1

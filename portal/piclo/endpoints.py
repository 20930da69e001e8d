"""The one table of Piclo's operations: where each is, and how well that is known.

Evidence: QUOTED is stated on a page of Piclo's, CLIENT is seen in public client code that says it mirrors Piclo's
reference, ASSUMED is ours, chosen where nothing is public. To follow Piclo's own reference, change the row here.
"""

from dataclasses import dataclass
from enum import StrEnum


class Evidence(StrEnum):
    """How well a fact about Piclo is known."""

    QUOTED = "Q"
    CLIENT = "C"
    ASSUMED = "A"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation. `reads` marks those that may be asked again without changing anything at Piclo."""

    name: str
    method: str
    path: str
    evidence: Evidence
    source: str
    reads: bool
    paged: bool = False

    def path_for(self, **ids: str) -> str:
        """The path with its ids put in, each escaped as one path segment. Every path ends in a slash."""
        return self.path.format_map({name: _segment(value) for name, value in ids.items()})


def _segment(value: str) -> str:
    """An opaque id as one segment of a path; an id that could leave its segment is a bug of ours."""
    if not value or not value.isascii() or not all(sign.isalnum() or sign in "-_.~:" for sign in value):
        raise ValueError(f"{value!r} cannot be an id in a path")
    if set(value) == {"."}:
        raise ValueError(f"{value!r} cannot be an id in a path")
    return value


def _read(name: str, path: str, evidence: Evidence, source: str, *, paged: bool = False) -> Endpoint:
    return Endpoint(name, "GET", path, evidence, source, reads=True, paged=paged)


def _write(name: str, method: str, path: str, evidence: Evidence, source: str) -> Endpoint:
    return Endpoint(name, method, path, evidence, source, reads=False)


Q, C, A = Evidence

# Signing in changes nothing at Piclo, so it may be asked again although it is a POST.
SIGN_IN = Endpoint(
    "sign_in", "POST", "/authtoken/v1/", C, "public client; the tag name is Piclo's", reads=True
)
FLEX_PROVIDER = _read(
    "flex_provider", "/flex-providers/v1/", A, "resource named in article 268, path not seen"
)

CREATE_ASSET = _write("create_asset", "POST", "/assets/v1/", Q, "article 268")
GET_ASSET = _read("get_asset", "/assets/v1/{asset_id}/", Q, "article 266")
LIST_ASSETS = _read("list_assets", "/assets/v1/", C, "public client, with ?ref=", paged=True)
UPDATE_ASSET = _write(
    "update_asset", "PATCH", "/assets/v1/{asset_id}/", C, "public client; the action is in article 268"
)
LIST_OBLIGATED_ASSETS = _read(
    "list_obligated_assets",
    "/assets/v1/obligations/{obligation_id}/",
    Q,
    "article 266; trailing slash inferred",
    paged=True,
)

CREATE_PLANNED_ASSET = _write("create_planned_asset", "POST", "/planned-assets/v1/", C, "public client")
UPDATE_PLANNED_ASSET = _write(
    "update_planned_asset", "PATCH", "/planned-assets/v1/{planned_asset_id}/", C, "public client"
)
GET_PLANNED_ASSET = _read(
    "get_planned_asset", "/planned-assets/v1/{planned_asset_id}/", A, "by analogy with assets"
)
LIST_PLANNED_ASSETS = _read(
    "list_planned_assets", "/planned-assets/v1/", A, "by analogy with assets", paged=True
)

LIST_BIDDING_OPPORTUNITIES = _read(
    "list_bidding_opportunities", "/bidding-opportunities/v1/", Q, "article 267", paged=True
)
GET_COMPETITION = _read("get_competition", "/competitions/v1/{competition_id}/", Q, "article 266")
LIST_COMPETITIONS = _read("list_competitions", "/competitions/v1/", A, "by analogy with assets", paged=True)

_BALLOTS = "/bids/v1/competitions/{competition_id}/ballots/"
SUBMIT_BALLOT = _write(
    "submit_ballot", "POST", _BALLOTS, C, "public client; ballots hold bids in article 267"
)
LIST_BALLOTS = _read("list_ballots", _BALLOTS, A, "the collection that ballots are posted to", paged=True)
GET_BALLOT = _read("get_ballot", _BALLOTS + "{ballot_id}/", A, "the collection that ballots are posted to")
WITHDRAW_BALLOT = _write(
    "withdraw_ballot", "DELETE", _BALLOTS + "{ballot_id}/", A, "the collection that ballots are posted to"
)

LIST_COMPETITION_RESULTS = _read(
    "list_competition_results",
    "/competition-results/v1/",
    A,
    "resource named in article 267, path not seen",
    paged=True,
)

LIST_OBLIGATIONS = _read("list_obligations", "/obligations/v1/", Q, "article 266", paged=True)
GET_OBLIGATION = _read("get_obligation", "/obligations/v1/{obligation_id}/", A, "by analogy with assets")
_VARIATIONS = "/obligations/v1/{obligation_id}/availability-variations/"
LIST_AVAILABILITY_VARIATIONS = _read(
    "list_availability_variations",
    _VARIATIONS,
    A,
    "variations named in article 269, path not seen",
    paged=True,
)
DECLARE_AVAILABILITY = _write(
    "declare_availability", "POST", _VARIATIONS, A, "variations named in article 269, path not seen"
)

LIST_DISPATCHES = _read(
    "list_dispatches", "/dispatches/v1/", A, "capability in article 404, path not seen", paged=True
)
GET_DISPATCH = _read("get_dispatch", "/dispatches/v1/{dispatch_id}/", A, "by analogy with assets")
RESPOND_TO_DISPATCHES = _write(
    "respond_to_dispatches",
    "POST",
    "/dispatches/v1/respond/",
    A,
    "bulk answers in article 404, path not seen",
)

TABLE: tuple[Endpoint, ...] = tuple(
    thing for thing in list(globals().values()) if isinstance(thing, Endpoint)
)

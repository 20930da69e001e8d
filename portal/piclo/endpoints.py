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
    """One operation.

    `paged` lists are asked for by the page; where Piclo knows no pages it ignores that and gives all.
    """

    name: str
    method: str
    path: str
    evidence: Evidence
    source: str
    paged: bool = False

    @property
    def reads(self) -> bool:
        """Whether it may be asked again without changing anything at Piclo."""
        return self.method == "GET"

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


Q, C, A = Evidence
PAGED = True

_OPPORTUNITIES = "/bidding-opportunities/v1/"
_RESULTS = "/competition-results/v1/"
_BALLOTS = "/bids/v1/competitions/{competition_id}/ballots/"
_PLANNED = "/planned-assets/v1/{planned_asset_id}/"
_OBLIGATED = "/assets/v1/obligations/{obligation_id}/"
_QUALIFICATIONS = "/asset-qualifications/v1/"
_VARIATIONS = "/obligations/v1/{obligation_id}/availability-variations/"

# fmt: off
SIGN_IN = Endpoint("sign_in", "POST", "/authtoken/v1/", C, "public client; pages name the tag")
FLEX_PROVIDER = Endpoint("flex_provider", "GET", "/flex-providers/v1/", A, "article 268 names it")

CREATE_ASSET = Endpoint("create_asset", "POST", "/assets/v1/", Q, "article 268")
GET_ASSET = Endpoint("get_asset", "GET", "/assets/v1/{asset_id}/", Q, "article 266")
FIND_ASSETS = Endpoint("find_assets", "GET", "/assets/v1/", C, "public client, with ?ref=")
LIST_ASSETS = Endpoint("list_assets", "GET", "/assets/v1/", C, "public client; pages assumed", PAGED)
UPDATE_ASSET = Endpoint("update_asset", "PATCH", "/assets/v1/{asset_id}/", C, "public client; article 268 names it")
LIST_OBLIGATED_ASSETS = Endpoint("list_obligated_assets", "GET", _OBLIGATED, Q, "article 266; last slash inferred")

CREATE_PLANNED_ASSET = Endpoint("create_planned_asset", "POST", "/planned-assets/v1/", C, "public client")
UPDATE_PLANNED_ASSET = Endpoint("update_planned_asset", "PATCH", _PLANNED, C, "public client")
GET_PLANNED_ASSET = Endpoint("get_planned_asset", "GET", _PLANNED, A, "like assets")
LIST_PLANNED_ASSETS = Endpoint("list_planned_assets", "GET", "/planned-assets/v1/", A, "like assets", PAGED)

LIST_APPLICATIONS = Endpoint("list_applications", "GET", "/applications/v1/", A, "article 61 names them", PAGED)
SUBMIT_APPLICATION = Endpoint("submit_application", "POST", "/applications/v1/", A, "article 61 names it")
RESUBMIT_APPLICATION = Endpoint("resubmit_application", "PATCH", "/applications/v1/{application_id}/", A, "like assets")

LIST_BIDDING_OPPORTUNITIES = Endpoint("list_bidding_opportunities", "GET", _OPPORTUNITIES, Q, "article 267")
GET_COMPETITION = Endpoint("get_competition", "GET", "/competitions/v1/{competition_id}/", Q, "article 266")
LIST_COMPETITIONS = Endpoint("list_competitions", "GET", "/competitions/v1/", A, "like assets", PAGED)
LIST_COMPETITION_RESULTS = Endpoint("list_competition_results", "GET", _RESULTS, A, "article 267 names it", PAGED)
LIST_ASSET_QUALIFICATIONS = Endpoint("list_asset_qualifications", "GET", _QUALIFICATIONS, A, "like dispatches", PAGED)

SUBMIT_BALLOT = Endpoint("submit_ballot", "POST", _BALLOTS, C, "public client; article 267 names it")
LIST_BALLOTS = Endpoint("list_ballots", "GET", _BALLOTS, A, "where ballots are posted")
GET_BALLOT = Endpoint("get_ballot", "GET", _BALLOTS + "{ballot_id}/", A, "where ballots are posted")
WITHDRAW_BALLOT = Endpoint("withdraw_ballot", "DELETE", _BALLOTS + "{ballot_id}/", A, "where ballots are posted")

LIST_OBLIGATIONS = Endpoint("list_obligations", "GET", "/obligations/v1/", Q, "article 266; date names assumed", PAGED)
GET_OBLIGATION = Endpoint("get_obligation", "GET", "/obligations/v1/{obligation_id}/", A, "like assets")
LIST_AVAILABILITY_VARIATIONS = Endpoint("list_availability_variations", "GET", _VARIATIONS, A, "article 269 names it")
DECLARE_AVAILABILITY = Endpoint("declare_availability", "POST", _VARIATIONS, A, "article 269 names them")

LIST_DISPATCHES = Endpoint("list_dispatches", "GET", "/dispatches/v1/", A, "article 404 names them", PAGED)
GET_DISPATCH = Endpoint("get_dispatch", "GET", "/dispatches/v1/{dispatch_id}/", A, "like assets")
RESPOND_TO_DISPATCHES = Endpoint("respond_to_dispatches", "POST", "/dispatches/v1/respond/", A, "article 404 names it")
# fmt: on

TABLE: tuple[Endpoint, ...] = tuple(
    thing for thing in list(globals().values()) if isinstance(thing, Endpoint)
)

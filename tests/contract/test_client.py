"""The portal's client sends exactly the requests of the worked examples and reads their answers exactly."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest

from portal.piclo.client import PicloClient
from portal.piclo.connection_settings import ConnectionSettings
from portal.piclo.endpoints import TABLE
from portal.piclo.errors import NotFound, PicloError, Rejected, Unauthorised
from portal.piclo.tokens import TokenCache
from portal.piclo.wire import (
    ApplicationBody,
    ApplicationDocument,
    AssetBody,
    AvailabilityVariationBody,
    BallotAssets,
    BallotBody,
    BidBody,
    DispatchAnswer,
    Page,
    PlannedAssetBody,
    Rate,
    Received,
    to_wire,
)
from tests.contract.examples import WORLD, Example, all_examples

TOKEN = "a-token-for-worked-examples"
PROVIDER = WORLD["provider"]

MY_FIRST_ASSET = AssetBody(
    provider="prov001",
    ref="asset001",
    name="My First Asset",
    status="archived",
    asset_category="renewable",
    asset_type="onshore_wind",
    voltage_level=Decimal("22.00"),
    country_code="GB",
    postcode="SW1A 1AA",
)
GRANTON_BATTERY = AssetBody(
    provider="prov001",
    ref="BAT-002",
    name="Granton battery",
    status="operational",
    asset_category="storage",
    asset_type="battery",
    voltage_level=Decimal("11.00"),
    country_code="GB",
    latitude=55.9757,
    longitude=-3.1706,
    import_meter_id="1800000000019",
    export_meter_id="1800000000143",
    active_import_capacity=Decimal("2.000"),
    active_export_capacity=Decimal("1.500"),
    response_time=timedelta(minutes=2),
    min_runtime=timedelta(minutes=30),
    max_runtime=timedelta(days=1, hours=2, minutes=30),
    recovery_time=timedelta(hours=1),
)
MUSSELBURGH = PlannedAssetBody(
    provider="prov001",
    reference="PLAN-001",
    name="Musselburgh batteries",
    voltage_level=Decimal("11.00"),
    asset_type="battery",
    capacity_type="active_export",
    capacity_value=Decimal("1.500"),
    competition_reference="MUSSELBURGH_DEC_2026",
    operator_name="SP Energy Networks",
    estimated_asset_count=3,
    maximum_response_time=timedelta(minutes=15),
    minimum_runtime=timedelta(minutes=30),
    maximum_runtime=timedelta(hours=2),
    maximum_recovery_time=timedelta(hours=4),
)
OFF_GRID = AvailabilityVariationBody(
    start=datetime(2026, 11, 17, 16, 30, tzinfo=UTC),
    end=datetime(2026, 11, 17, 19, tzinfo=UTC),
    capacity=Decimal("0.000"),
    reason="Grid connection off",
)
TWO_HOURS, DAY_AND_MORE = timedelta(hours=2), timedelta(days=1, hours=2, minutes=30)
BATTERY = BallotAssets(flex=("ast0001",))
BOTH = BallotAssets(flex=("ast0001", "ast0002"))

CERTIFICATE = ApplicationDocument(
    type="insurance",
    entity="Hillside Flex Ltd",
    file_name="insurance-2027.pdf",
    sha256="a3f5" * 16,
    expires_on=date(2027, 10, 31),
)
ANSWERS = {
    "organisation_profile": {"registered_name": "Hillside Flex Ltd", "company_number": "SC123456"},
    "organisation_status": {"legal_form": "private_limited", "insolvent": "no"},
    "audit_insurance_legal": {"public_liability_gbp": "5000000", "public_liability_until": "2027-10-31"},
    "declaration": {"declared_by": "Ailsa Grant", "declared_on": "2026-11-10"},
}


def apply(client: PicloClient, market: str) -> object:
    body = ApplicationBody(
        provider="prov001", dps_record_reference=market, sections=ANSWERS, documents=(CERTIFICATE,)
    )
    return client.submit_application(body)


def bid(
    window: str, capacity: str, price: str, runtime: timedelta = TWO_HOURS, paid: str = "utilisation"
) -> BidBody:
    rate = Rate(type=paid, value=Decimal(price))
    return BidBody(service_window_id=window, capacity=Decimal(capacity), max_runtime=runtime, rates=(rate,))


def submit(client: PicloClient, *bids: BidBody, assets: BallotAssets | None = BATTERY) -> object:
    return client.submit_ballot("z8mpC6x", BallotBody(competition_id="z8mpC6x", bids=bids, assets=assets))


TWO_WINDOWS = (bid("sW12gWx", "1.000", "228.50"), bid("sW13hXy", "0.750", "250.00", DAY_AND_MORE))
NOVEMBER = {
    "start_since": date(2026, 10, 1),
    "start_to": date(2026, 11, 30),
    "end_since": date(2026, 11, 1),
    "end_to": date(2026, 12, 31),
}

# How the client is asked for each example.
CALLS: dict[str, Callable[[PicloClient], object]] = {
    "create_asset": lambda c: c.create_asset(MY_FIRST_ASSET),
    "create_asset_at_coordinates": lambda c: c.create_asset(GRANTON_BATTERY),
    "create_asset_nowhere": lambda c: c.create_asset(msgspec.structs.replace(MY_FIRST_ASSET, postcode="")),
    "create_asset_with_a_taken_ref": lambda c: c.create_asset(
        msgspec.structs.replace(MY_FIRST_ASSET, ref="BAT-001")
    ),
    "create_planned_asset": lambda c: c.create_planned_asset(
        msgspec.structs.replace(MUSSELBURGH, reference="PLAN-002")
    ),
    "create_planned_asset_with_a_taken_reference": lambda c: c.create_planned_asset(MUSSELBURGH),
    "declare_availability": lambda c: c.declare_availability("obl0001", OFF_GRID),
    "find_assets": lambda c: list(c.list_assets(ref="EVC-014")),
    "find_assets_without_a_hit": lambda c: list(c.list_assets(ref="NOBODY")),
    "flex_provider": lambda c: c.flex_provider(),
    "get_asset": lambda c: c.get_asset("ast0001"),
    "get_asset_unknown": lambda c: c.get_asset("ast9999"),
    "get_ballot": lambda c: c.get_ballot("z8mpC6x", "bal0001"),
    "get_competition": lambda c: c.get_competition("z8mpC6x"),
    "get_dispatch": lambda c: c.get_dispatch("dsp0001"),
    "get_obligation": lambda c: c.get_obligation("obl0001"),
    "get_planned_asset": lambda c: c.get_planned_asset("pln0001"),
    "list_asset_qualifications": lambda c: list(c.list_asset_qualifications()),
    "list_asset_qualifications_of_a_competition": lambda c: list(
        c.list_asset_qualifications(competition_id="a9nnC3d")
    ),
    "list_asset_qualifications_since": lambda c: list(
        c.list_asset_qualifications(modified_since=datetime(2026, 11, 9, tzinfo=UTC))
    ),
    "list_applications": lambda c: list(c.list_applications()),
    "list_assets": lambda c: list(c.list_assets()),
    "list_availability_variations": lambda c: list(c.list_availability_variations("obl0001")),
    "list_ballots": lambda c: list(c.list_ballots("z8mpC6x")),
    "list_bidding_opportunities": lambda c: list(c.list_bidding_opportunities()),
    "list_competition_results": lambda c: list(c.list_competition_results("c0nfM1x")),
    "list_competition_results_before_confirmation": lambda c: list(c.list_competition_results("z8mpC6x")),
    "list_competitions": lambda c: list(c.list_competitions()),
    "list_dispatches": lambda c: list(c.list_dispatches()),
    "list_dispatches_since": lambda c: list(c.list_dispatches(datetime(2026, 11, 10, 9, 45, 1, tzinfo=UTC))),
    "list_obligated_assets": lambda c: list(c.list_obligated_assets("obl0001")),
    "list_obligations": lambda c: list(c.list_obligations()),
    "list_obligations_of_a_time": lambda c: list(
        c.list_obligations(**NOVEMBER, competition_id="c0nfM1x", bid_id="bid0009")
    ),
    "list_obligations_of_another_time": lambda c: list(c.list_obligations(start_since=date(2026, 11, 2))),
    "list_planned_assets": lambda c: list(c.list_planned_assets()),
    "respond_to_dispatches": lambda c: c.respond_to_dispatches(
        [DispatchAnswer(id="dsp0001", response="accept")]
    ),
    "respond_to_dispatches_too_late": lambda c: c.respond_to_dispatches(
        [DispatchAnswer(id="dsp0001", response="accept")]
    ),
    "respond_to_dispatches_with_one_unknown": lambda c: c.respond_to_dispatches(
        [
            DispatchAnswer(id="dsp0001", response="reject", reason="Battery out of service"),
            DispatchAnswer(id="dsp9999", response="accept"),
        ]
    ),
    "resubmit_application": lambda c: c.resubmit_application(
        "7001", {"sections": ANSWERS, "documents": (CERTIFICATE,)}
    ),
    "submit_application": lambda c: apply(c, "SPEN_LV_2026"),
    "submit_application_a_second_time": lambda c: apply(c, "SPEN_FLEX_2026"),
    "submit_application_to_an_unknown_market": lambda c: apply(c, "NOWHERE"),
    "submit_ballot": lambda c: submit(c, *TWO_WINDOWS, assets=BOTH),
    "submit_ballot_after_the_close": lambda c: submit(c, *TWO_WINDOWS, assets=BOTH),
    "submit_ballot_for_all_that_qualified": lambda c: submit(c, TWO_WINDOWS[0], assets=None),
    "submit_ballot_over_the_cap": lambda c: submit(
        c, bid("sW12gWx", "0.700", "228.50"), bid("sW12gWx", "0.667", "260.00")
    ),
    "submit_ballot_with_a_wrong_rate": lambda c: submit(
        c, bid("sW12gWx", "0.700", "12.00", paid="availability")
    ),
    "submit_ballot_with_split_bids": lambda c: submit(
        c, bid("sW12gWx", "0.700", "228.50"), bid("sW12gWx", "0.666", "260.00")
    ),
    "update_asset": lambda c: c.update_asset(
        "ast0001",
        {
            "name": "Leith battery, unit 1",
            "active_export_capacity": Decimal("1.800"),
            "max_runtime": timedelta(hours=1, minutes=30),
        },
    ),
    "update_planned_asset": lambda c: c.update_planned_asset(
        "pln0001", {"capacity_value": Decimal("1.750"), "estimated_asset_count": 4}
    ),
    "withdraw_ballot": lambda c: c.withdraw_ballot("z8mpC6x", "bal0001"),
    "withdraw_ballot_after_the_close": lambda c: c.withdraw_ballot("z8mpC6x", "bal0001"),
}
# The client signs in and adds slashes by itself; these exchanges cannot be asked of it one by one.
NOT_ASKED = {"sign_in", "sign_in_with_a_wrong_key", "request_with_a_dead_token", "path_without_its_slash"}

EXAMPLES = {example.name: example for example in all_examples()}
GOOD = [name for name in CALLS if EXAMPLES[name].response["status"] < 300]
BAD = [name for name in CALLS if EXAMPLES[name].response["status"] >= 400]


class Server:
    """Answers every request but signing in with the example's response, and keeps what it was asked."""

    def __init__(self, example: Example) -> None:
        self.response = example.response
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/authtoken/v1/":
            return httpx.Response(200, json={"token": TOKEN})
        self.asked.append(request)
        body = self.response.get("body")
        content = b"" if body is None else json.dumps(body).encode()
        return httpx.Response(self.response["status"], content=content, headers=self.response.get("headers"))


def client_of(server: Callable[[httpx.Request], httpx.Response]) -> PicloClient:
    settings = ConnectionSettings("https://piclo.example", PROVIDER["client_id"], PROVIDER["api_key"])
    return PicloClient(settings, transport=httpx.MockTransport(server), tokens=TokenCache())


def records_of(example: Example) -> list[Any]:
    """The records that an answer holds, however it holds them."""
    body = example.response.get("body")
    if body is None:
        return []
    if isinstance(body, dict) and "results" in body:
        return list(body["results"])
    return body if isinstance(body, list) else [body]


def values_of(answer: object) -> Iterable[object]:
    """The typed values in what the client returned."""
    if isinstance(answer, Received):
        yield answer.value
    elif isinstance(answer, list):
        for part in answer:
            if isinstance(part, Page):
                assert part.refused == []
                yield from (item.value for item in part.items)
            else:
                yield part
    elif answer is not None:
        yield answer


def read_again(value: object, record: Any) -> Any:
    """What the client made of a record, in the words of the record; a null that reads as "nothing said" is a null."""
    written = to_wire(value)

    def alike(ours: Any, theirs: Any) -> Any:
        if isinstance(theirs, dict) and isinstance(ours, dict):
            return {name: alike(ours.get(name, "not read"), inner) for name, inner in theirs.items()}
        if isinstance(theirs, list) and isinstance(ours, list) and len(ours) == len(theirs):
            return [alike(mine, inner) for mine, inner in zip(ours, theirs, strict=True)]
        if isinstance(theirs, int) and isinstance(ours, str):
            return int(Decimal(ours))
        return None if theirs is None and ours == "" else ours

    return alike(written, record)


@pytest.mark.parametrize("name", CALLS)
def test_the_client_sends_exactly_the_request(name: str) -> None:
    example, server = EXAMPLES[name], Server(EXAMPLES[name])
    try:
        CALLS[name](client_of(server))
    except PicloError:
        assert name in BAD
    [request] = server.asked
    sent = {"method": request.method, "path": request.url.path}
    assert sent == {"method": example.request["method"], "path": example.request["path"]}
    assert dict(request.url.params) == example.request.get("query", {})
    assert (json.loads(request.content) if request.content else None) == example.request.get("body")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.url.path.endswith("/")


@pytest.mark.parametrize("name", GOOD)
def test_the_client_reads_every_value_of_the_answer_exactly(name: str) -> None:
    example = EXAMPLES[name]
    values = list(values_of(CALLS[name](client_of(Server(example)))))
    records = records_of(example)
    assert len(values) == len(records)
    assert [read_again(value, record) for value, record in zip(values, records, strict=True)] == records


@pytest.mark.parametrize("name", BAD)
def test_a_refusal_becomes_an_error_with_piclos_words(name: str) -> None:
    example = EXAMPLES[name]
    with pytest.raises(Rejected) as caught:
        CALLS[name](client_of(Server(example)))
    assert caught.value.status == example.response["status"]
    assert isinstance(caught.value, NotFound) == (caught.value.status == 404)
    assert not caught.value.may_have_arrived
    for text in texts_of(example.response["body"]):
        assert text in caught.value.words


def texts_of(body: Any) -> list[str]:
    if isinstance(body, str):
        return [body]
    inner = body.values() if isinstance(body, dict) else body
    return [text for part in inner for text in texts_of(part)]


def test_the_client_signs_in_as_in_the_example() -> None:
    example, asked = EXAMPLES["sign_in"], []

    def server(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        body = example.response["body"] if request.url.path == "/authtoken/v1/" else [{"id": "prov001"}]
        return httpx.Response(200, json=body)

    client_of(server).flex_provider()
    assert (asked[0].method, asked[0].url.path) == ("POST", example.request["path"])
    assert json.loads(asked[0].content) == example.request["body"]
    assert "Authorization" not in asked[0].headers
    assert asked[1].headers["Authorization"] == f"Bearer {example.response['body']['token']}"


@pytest.mark.parametrize("name", ["sign_in_with_a_wrong_key", "request_with_a_dead_token"])
def test_credentials_that_piclo_does_not_take_are_an_error_of_their_own(name: str) -> None:
    response = EXAMPLES[name].response

    def server(request: httpx.Request) -> httpx.Response:
        signing_in = request.url.path == "/authtoken/v1/"
        if signing_in != (name == "sign_in_with_a_wrong_key"):
            return httpx.Response(200, json={"token": TOKEN})
        return httpx.Response(response["status"], json=response["body"])

    with pytest.raises(Unauthorised, match=response["body"]["detail"]):
        client_of(server).flex_provider()


def test_every_example_is_asked_of_the_client_and_every_operation_has_an_example() -> None:
    assert set(EXAMPLES) == set(CALLS) | NOT_ASKED
    assert {endpoint.name for endpoint in TABLE} <= set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_says_how_well_it_is_known(name: str) -> None:
    assert EXAMPLES[name].evidence in {"Q", "C", "A"}

"""The client: one method an operation, typed values in and out. Errors are those of `portal.piclo.errors`.

Lists come as pages, so that each page can be stored by itself. What a person or a rule sets off once (a ballot, answers
to instructions) is answered with the plain value; what the portal mirrors comes as `Received`, its raw JSON beside it.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

import httpx

from portal.piclo import endpoints
from portal.piclo.answers import one, opened
from portal.piclo.calls import Recorder, forget
from portal.piclo.connection_settings import ConnectionSettings
from portal.piclo.endpoints import Endpoint
from portal.piclo.errors import Malformed
from portal.piclo.exchange import Exchange, Params, http_client
from portal.piclo.tokens import TokenCache, shared_tokens
from portal.piclo.wire import (
    Application,
    ApplicationBody,
    Asset,
    AssetBody,
    AssetQualification,
    AvailabilityVariation,
    AvailabilityVariationBody,
    Ballot,
    BallotBody,
    BiddingOpportunity,
    Competition,
    CompetitionResult,
    Dispatch,
    DispatchAnswer,
    DispatchAnswerResult,
    FlexProvider,
    Obligation,
    Page,
    PlannedAsset,
    PlannedAssetBody,
    Received,
    read_page,
    to_wire,
)
from portal.piclo.wire.base import Resource
from portal.piclo.wire.dispatches import DispatchAnswerResults, DispatchAnswersBody

R = TypeVar("R", bound=Resource)


@cache
def shared_http() -> httpx.Client:
    """The process's own HTTP client: its open connections serve every PicloClient that brings no transport."""
    return http_client(None)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class PicloClient:
    """Piclo as one connection sees it. Reads are repeated when Piclo is busy or broken; writes never are."""

    def __init__(
        self,
        settings: ConnectionSettings,
        *,
        transport: httpx.BaseTransport | None = None,
        recorder: Recorder = forget,
        run_id: int | None = None,
        tokens: TokenCache = shared_tokens,
        now: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._exchange = Exchange(
            settings,
            http=http_client(transport) if transport else shared_http(),
            recorder=recorder,
            run_id=run_id,
            tokens=tokens,
            now=now,
            sleep=sleep,
        )

    # The provider

    def flex_provider(self) -> FlexProvider:
        """Who Piclo takes us for."""
        answer = self._exchange.ask(endpoints.FLEX_PROVIDER, endpoints.FLEX_PROVIDER.path_for())
        records, _ = opened(answer) if not _is_record(answer) else ([answer], None)
        if not records:
            raise Malformed("Piclo names no Flex Provider for these credentials")
        return one(FlexProvider, records[0]).value

    # Assets

    def create_asset(self, body: AssetBody) -> Received[Asset]:
        """Register an asset; the answer carries its id."""
        return self._write(endpoints.CREATE_ASSET, Asset, body=body)

    def get_asset(self, asset_id: str) -> Received[Asset]:
        """One asset."""
        return self._get(endpoints.GET_ASSET, Asset, asset_id=asset_id)

    def list_assets(self, ref: str | None = None) -> Iterator[Page[Asset]]:
        """The provider's assets, or the one with this reference."""
        if ref is None:
            return self._pages(endpoints.LIST_ASSETS, Asset)
        return self._pages(endpoints.FIND_ASSETS, Asset, {"ref": ref})

    def update_asset(self, asset_id: str, changes: Mapping[str, object]) -> Received[Asset]:
        """Change the fields named in `changes` (wire names) and no others."""
        return self._write(endpoints.UPDATE_ASSET, Asset, body=changes, asset_id=asset_id)

    # Planned assets

    def create_planned_asset(self, body: PlannedAssetBody) -> Received[PlannedAsset]:
        """Register a planned asset for one competition."""
        return self._write(endpoints.CREATE_PLANNED_ASSET, PlannedAsset, body=body)

    def get_planned_asset(self, planned_asset_id: str) -> Received[PlannedAsset]:
        """One planned asset."""
        return self._get(endpoints.GET_PLANNED_ASSET, PlannedAsset, planned_asset_id=planned_asset_id)

    def list_planned_assets(self) -> Iterator[Page[PlannedAsset]]:
        """The provider's planned assets."""
        return self._pages(endpoints.LIST_PLANNED_ASSETS, PlannedAsset)

    def update_planned_asset(
        self, planned_asset_id: str, changes: Mapping[str, object]
    ) -> Received[PlannedAsset]:
        """Change the fields named in `changes` (wire names) and no others."""
        return self._write(
            endpoints.UPDATE_PLANNED_ASSET, PlannedAsset, body=changes, planned_asset_id=planned_asset_id
        )

    # Applications

    def list_applications(self) -> Iterator[Page[Application]]:
        """How our applications to operators stand."""
        return self._pages(endpoints.LIST_APPLICATIONS, Application)

    def submit_application(self, body: ApplicationBody) -> Received[Application]:
        """Apply to an operator for the first time."""
        return self._write(endpoints.SUBMIT_APPLICATION, Application, body=body)

    def resubmit_application(
        self, application_id: str, changes: Mapping[str, object]
    ) -> Received[Application]:
        """Hand in again an application that was turned down, with other `sections` and `documents`."""
        return self._write(
            endpoints.RESUBMIT_APPLICATION, Application, body=changes, application_id=application_id
        )

    # Competitions

    def list_bidding_opportunities(self) -> Iterator[Page[BiddingOpportunity]]:
        """Open competitions that this provider may bid into. Piclo asks for one read an hour at most."""
        return self._pages(endpoints.LIST_BIDDING_OPPORTUNITIES, BiddingOpportunity)

    def list_competitions(self) -> Iterator[Page[Competition]]:
        """All competitions that Piclo shows."""
        return self._pages(endpoints.LIST_COMPETITIONS, Competition)

    def get_competition(self, competition_id: str) -> Received[Competition]:
        """One competition with its periods and windows."""
        return self._get(endpoints.GET_COMPETITION, Competition, competition_id=competition_id)

    def list_asset_qualifications(
        self, *, competition_id: str | None = None, modified_since: datetime | None = None
    ) -> Iterator[Page[AssetQualification]]:
        """How our assets stand in competitions, narrowed to one competition or to what changed since an instant."""
        filters: Params = {"competition_id": competition_id, "modified_since": modified_since}
        return self._pages(endpoints.LIST_ASSET_QUALIFICATIONS, AssetQualification, filters)

    # Ballots and results

    def submit_ballot(self, competition_id: str, body: BallotBody) -> Ballot:
        """Submit a ballot; it replaces the one before. After an error, `may_have_arrived` says whether to look."""
        return self._write(endpoints.SUBMIT_BALLOT, Ballot, body=body, competition_id=competition_id).value

    def list_ballots(self, competition_id: str) -> Iterator[Page[Ballot]]:
        """Our ballots in one competition, superseded and withdrawn ones too."""
        return self._pages(endpoints.LIST_BALLOTS, Ballot, competition_id=competition_id)

    def get_ballot(self, competition_id: str, ballot_id: str) -> Ballot:
        """One ballot."""
        return self._get(
            endpoints.GET_BALLOT, Ballot, competition_id=competition_id, ballot_id=ballot_id
        ).value

    def withdraw_ballot(self, competition_id: str, ballot_id: str) -> None:
        """Take a ballot back, before the close."""
        path = endpoints.WITHDRAW_BALLOT.path_for(competition_id=competition_id, ballot_id=ballot_id)
        self._exchange.ask(endpoints.WITHDRAW_BALLOT, path)

    def list_competition_results(
        self, competition_id: str | None = None
    ) -> Iterator[Page[CompetitionResult]]:
        """What became of our bids in confirmed competitions, or in one of them."""
        return self._pages(
            endpoints.LIST_COMPETITION_RESULTS, CompetitionResult, {"competition_id": competition_id}
        )

    # Obligations

    def list_obligations(
        self,
        *,
        start_since: date | None = None,
        start_to: date | None = None,
        end_since: date | None = None,
        end_to: date | None = None,
        competition_id: str | None = None,
        bid_id: str | None = None,
    ) -> Iterator[Page[Obligation]]:
        """Our contractual obligations, narrowed by their first or last day, competition or bid."""
        filters: Params = {
            "start_since": start_since,
            "start_to": start_to,
            "end_since": end_since,
            "end_to": end_to,
            "competition_id": competition_id,
            "bid_id": bid_id,
        }
        return self._pages(endpoints.LIST_OBLIGATIONS, Obligation, filters)

    def get_obligation(self, obligation_id: str) -> Received[Obligation]:
        """One obligation."""
        return self._get(endpoints.GET_OBLIGATION, Obligation, obligation_id=obligation_id)

    def list_obligated_assets(self, obligation_id: str) -> Iterator[Page[Asset]]:
        """The assets behind one obligation."""
        return self._pages(endpoints.LIST_OBLIGATED_ASSETS, Asset, obligation_id=obligation_id)

    def list_availability_variations(self, obligation_id: str) -> Iterator[Page[AvailabilityVariation]]:
        """What has been declared of one obligation's availability."""
        return self._pages(
            endpoints.LIST_AVAILABILITY_VARIATIONS, AvailabilityVariation, obligation_id=obligation_id
        )

    def declare_availability(
        self, obligation_id: str, body: AvailabilityVariationBody
    ) -> Received[AvailabilityVariation]:
        """Declare that less than the obligation's capacity is available for a time."""
        return self._write(
            endpoints.DECLARE_AVAILABILITY, AvailabilityVariation, body=body, obligation_id=obligation_id
        )

    # Dispatch

    def list_dispatches(self, modified_since: datetime | None = None) -> Iterator[Page[Dispatch]]:
        """Our dispatch instructions, or those that changed since an instant."""
        return self._pages(endpoints.LIST_DISPATCHES, Dispatch, {"modified_since": modified_since})

    def get_dispatch(self, dispatch_id: str) -> Received[Dispatch]:
        """One dispatch instruction."""
        return self._get(endpoints.GET_DISPATCH, Dispatch, dispatch_id=dispatch_id)

    def respond_to_dispatches(self, answers: Sequence[DispatchAnswer]) -> list[DispatchAnswerResult]:
        """Accept or reject instructions. Piclo answers for each; repeating the same answer is harmless."""
        answer = self._write(
            endpoints.RESPOND_TO_DISPATCHES,
            DispatchAnswerResults,
            body=DispatchAnswersBody(responses=tuple(answers)),
        )
        return list(answer.value.results)

    # Ways of asking

    def _get(self, endpoint: Endpoint, kind: type[R], **ids: str) -> Received[R]:
        return one(kind, self._exchange.ask(endpoint, endpoint.path_for(**ids)))

    def _write(self, endpoint: Endpoint, kind: type[R], *, body: object, **ids: str) -> Received[R]:
        answer = self._exchange.ask(endpoint, endpoint.path_for(**ids), body=to_wire(body))
        return one(kind, answer, may_have_arrived=True)

    def _pages(
        self, endpoint: Endpoint, kind: type[R], params: Params | None = None, **ids: str
    ) -> Iterator[Page[R]]:
        size = self._settings.page_size
        for records in self._exchange.lists(endpoint, endpoint.path_for(**ids), params or {}):
            for first in range(0, len(records), size):
                yield read_page(kind, records[first : first + size])


def _is_record(answer: Any) -> bool:
    return isinstance(answer, dict) and "results" not in answer

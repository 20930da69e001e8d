"""Dispatch instructions and the answers to them (contract 4.10)."""

from datetime import datetime
from decimal import Decimal

from portal.piclo.wire.base import Resource


class Dispatch(Resource, frozen=True, kw_only=True):
    """An instruction to deliver `capacity` MW from `start` until `end`. A higher `version` is the newer word."""

    id: str
    start: datetime
    end: datetime
    capacity: Decimal
    status: str
    obligation_id: str = ""
    competition_id: str = ""
    service_window_id: str = ""
    direction: str = ""
    version: int = 1
    respond_by: datetime | None = None
    created: datetime | None = None
    modified: datetime | None = None
    stopped_at: datetime | None = None
    asset_ids: tuple[str, ...] = ()


class DispatchAnswer(Resource, frozen=True, kw_only=True):
    """Our word on one instruction: `response` is "accept" or "reject"."""

    id: str
    response: str
    reason: str = ""


class DispatchAnswersBody(Resource, frozen=True, kw_only=True):
    """Our words on several instructions at once."""

    responses: tuple[DispatchAnswer, ...]


class DispatchAnswerResult(Resource, frozen=True, kw_only=True):
    """What Piclo made of one answer: the instruction's status now, or why the answer was not taken."""

    id: str
    status: str = ""
    error: str = ""


class DispatchAnswerResults(Resource, frozen=True, kw_only=True):
    """What Piclo made of several answers."""

    results: tuple[DispatchAnswerResult, ...]

"""Piclo's word on one asset in one competition. No such list is publicly known: all of it is assumed."""

from datetime import datetime

from portal.piclo.wire.base import Resource


class AssetQualification(Resource, frozen=True, kw_only=True):
    """How an asset stands in a competition: eligible, ineligible, qualified or disqualified, and why not."""

    asset_id: str
    competition_id: str
    status: str
    id: str = ""
    reasons: tuple[str, ...] = ()
    modified: datetime | None = None

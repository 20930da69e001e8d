"""What of the portfolio needs somebody now."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assets.models import Asset, PlannedAsset, PushState
from assets.selectors import assets_needing_somebody, planned_needing_somebody
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.states import State, Tint
from portal.home.desk import DeskItem, panel_response


@require_safe
@requires(Permission.ASSETS_VIEW)
def desk_panel(request: MemberRequest) -> HttpResponse:
    """Assets, planned ones too, that Piclo refused or no longer has, and those that wait too long."""
    can_edit, now = request.member.can(Permission.ASSETS_EDIT), timezone.now()
    assets = [_desk_item(asset, can_edit) for asset in assets_needing_somebody(request.member, now)]
    planned = [_planned_item(one, can_edit) for one in planned_needing_somebody(request.member, now)]
    return panel_response(request, [*assets, *planned])


def _desk_item(asset: Asset, can_edit: bool) -> DeskItem:
    refused = asset.push_state == PushState.REFUSED
    return DeskItem(
        key=f"asset-{asset.pk}",
        state=State("Mend", Tint.ACT, asset.push_words) if refused else asset.push_shown,
        what=str(asset),
        where=asset.push_words[:80] or asset.push_shown.why,
        ref=asset.ref,
        mw=max(asset.active_export_capacity_mw, asset.active_import_capacity_mw),
        since=asset.push_asked_at or asset.modified_at,
        primary=can_edit and refused,
        url=asset.get_absolute_url(),
        action="Open",
    )


def _planned_item(planned: PlannedAsset, can_edit: bool) -> DeskItem:
    refused = planned.push_state == PushState.REFUSED
    return DeskItem(
        key=f"planned-asset-{planned.pk}",
        state=State("Mend", Tint.ACT, planned.push_words) if refused else planned.push_shown,
        what=f"{planned}, planned",
        where=planned.push_words[:80] or planned.push_shown.why,
        ref=planned.reference,
        mw=planned.capacity_value_mw if planned.capacity_unit == "MW" else None,
        since=planned.push_asked_at or planned.modified_at,
        primary=can_edit and refused,
        url=planned.get_absolute_url(),
        action="Open",
    )

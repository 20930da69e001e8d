"""What people may do. A role is a set of permissions, written here and nowhere else."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that somebody may do in an organisation."""

    ASSETS_VIEW = "assets.view"
    ASSETS_EDIT = "assets.edit"
    COMPETITIONS_VIEW = "competitions.view"
    APPLICATIONS_EDIT = "applications.edit"
    BIDS_VIEW = "bids.view"
    BIDS_DRAFT = "bids.draft"
    BIDS_APPROVE = "bids.approve"
    DISPATCH_VIEW = "dispatch.view"
    DISPATCH_ANSWER = "dispatch.answer"
    SETTLEMENT_VIEW = "settlement.view"
    SETTLEMENT_EDIT = "settlement.edit"
    CONNECTION_VIEW = "connection.view"
    CONNECTION_MANAGE = "connection.manage"
    TEAM_VIEW = "team.view"
    TEAM_MANAGE = "team.manage"
    AUDIT_VIEW = "audit.view"


class Role(StrEnum):
    """A job in the team of a flexibility service provider."""

    OWNER = "owner"
    PORTFOLIO = "portfolio"
    BIDDER = "bidder"
    APPROVER = "approver"
    DISPATCHER = "dispatcher"
    SETTLEMENT = "settlement"
    VIEWER = "viewer"


P = Permission
READS = frozenset(
    {P.ASSETS_VIEW, P.COMPETITIONS_VIEW, P.BIDS_VIEW, P.DISPATCH_VIEW, P.SETTLEMENT_VIEW, P.TEAM_VIEW}
)
ROLES: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.PORTFOLIO: READS | {P.ASSETS_EDIT, P.APPLICATIONS_EDIT, P.CONNECTION_VIEW},
    Role.BIDDER: READS | {P.BIDS_DRAFT, P.CONNECTION_VIEW},
    Role.APPROVER: READS | {P.BIDS_DRAFT, P.BIDS_APPROVE, P.CONNECTION_VIEW, P.AUDIT_VIEW},
    Role.DISPATCHER: READS | {P.DISPATCH_ANSWER, P.CONNECTION_VIEW},
    Role.SETTLEMENT: READS | {P.SETTLEMENT_EDIT, P.AUDIT_VIEW},
    # Somebody from outside who may look at the portfolio and the market, but at no price or payment.
    Role.VIEWER: frozenset({P.ASSETS_VIEW, P.COMPETITIONS_VIEW}),
}


def permissions_of(roles: list[str]) -> frozenset[Permission]:
    """All that a set of role names allows; a name that no longer exists allows nothing."""
    known = {role.value: permissions for role, permissions in ROLES.items()}
    return frozenset().union(*(known.get(role, frozenset()) for role in roles))

"""Roles are sets of permissions in code."""

import pytest

from portal.accounts.permissions import READS, ROLES, Permission, Role, permissions_of


def test_every_role_is_described_by_its_permissions() -> None:
    assert set(ROLES) == set(Role)


def test_the_owner_may_do_everything() -> None:
    assert permissions_of(["owner"]) == set(Permission)


def test_roles_add_up() -> None:
    both = permissions_of(["bidder", "dispatcher"])
    assert {Permission.BIDS_DRAFT, Permission.DISPATCH_ANSWER} <= both
    assert Permission.BIDS_APPROVE not in both


def test_a_role_that_no_longer_exists_allows_nothing() -> None:
    assert permissions_of(["harbour-master"]) == frozenset()


def test_a_viewer_sees_no_price() -> None:
    assert permissions_of(["viewer"]).isdisjoint({Permission.BIDS_VIEW, Permission.SETTLEMENT_VIEW})


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.VIEWER}))
def test_everybody_at_work_reads_the_whole_staircase(role: Role) -> None:
    assert ROLES[role] >= READS

"""The desk: panels of the apps, what happened lately, and browsers without scripts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings

from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import Role
from portal.audit.services import record_event
from portal.home.desk import panel_response
from tests.home.panel_urls import PANELS, item
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

NOW = datetime(2026, 11, 23, 15, 41, 20, tzinfo=UTC)


panels = override_settings(ROOT_URLCONF="tests.home.panel_urls", DESK_PANELS=PANELS)


@time_machine.travel(NOW, tick=False)
def test_deadlines_come_first_soonest_on_top_then_what_has_stood_longest() -> None:
    items = [
        item("old", since=NOW - timedelta(hours=3)),
        item("late", until=NOW + timedelta(hours=5)),
        item("ancient", since=NOW - timedelta(days=3)),
        item("soon", until=NOW + timedelta(minutes=5)),
    ]
    answer = panel_response(RequestFactory().get("/"), items).render().content.decode()
    order = sorted(("old", "late", "ancient", "soon"), key=lambda key: answer.index(f"need-{key}"))
    assert order == ["soon", "late", "ancient", "old"]


@time_machine.travel(NOW, tick=False)
def test_a_line_says_what_it_is_worth_until_when_and_who_has_it() -> None:
    line = item(
        "a",
        mw=Decimal("0.85"),
        worth=Decimal("382.5"),
        until=NOW + timedelta(minutes=18),
        who="control",
        ref="SP-7",
    )
    shown = render_to_string("home/panel.html", {"items": [line]})
    for words in ("0.850", "382.50", ">15:59</time>", ">18 min</time>", "control", "<small>SP-7</small>"):
        assert words in shown
    assert f'data-due="{int((NOW + timedelta(minutes=18)).timestamp())}"' in shown
    assert 'class="button"' in shown


@time_machine.travel(NOW, tick=False)
def test_what_is_mine_says_you_and_what_never_ends_sorts_last() -> None:
    shown = render_to_string(
        "home/panel.html", {"items": [item("a", mine=True, primary=True, since=NOW, who="me@x")]}
    )
    assert "data-mine" in shown
    assert ">you</td>" in shown
    assert 'data-due="9999999999"' in shown
    assert "since" in shown
    assert 'class="button primary"' in shown


@panels
def test_the_desk_asks_only_the_panels_that_this_person_may_see(
    make_member: MakeMember, sign_in: SignIn
) -> None:
    approver = sign_in(make_member(Role.APPROVER)).get("/").content.decode()
    bidder = sign_in(make_member(Role.BIDDER)).get("/").content.decode()
    assert 'hx-get="/test/approvals/"' in approver
    assert 'hx-get="/test/approvals/"' not in bidder
    assert 'hx-get="/test/broken/"' in bidder


@panels
def test_without_scripts_the_lines_come_with_the_page_and_a_failing_panel_takes_none_down(
    owner_client: Client,
) -> None:
    page = owner_client.get("/?plain=1").content.decode()
    assert 'id="need-approval"' in page
    assert "Test-Broken</span> could not be read just now" in page
    assert "hx-trigger" not in page.split("<main", 1)[1]


@override_settings(DESK_PANELS=[])
def test_a_desk_without_needs_says_so_and_what_appears_there(owner_client: Client) -> None:
    page = owner_client.get("/?plain=1").content.decode()
    assert '<div id="needs-nothing" >' in page
    assert "Nothing needs anybody now" in page


@pytest.fixture
def events(organisation: Organisation, owner: Membership, stranger: Membership) -> None:
    for place in (organisation, stranger.organisation):
        record_event(
            kind="team.member_added",
            organisation_id=place.pk,
            actor_id=owner.user_id,
            subject=place,
            at=NOW,
            before={"roles": [], "same": 1},
            after={"roles": ["bidder"], "same": 1},
        )


@pytest.mark.usefixtures("events")
def test_lately_shows_this_organisations_decisions_to_those_who_may_see_them(
    owner_client: Client, make_member: MakeMember, sign_in: SignIn, stranger: Membership
) -> None:
    page = owner_client.get("/").content.decode()
    assert "Team member added" in page
    assert stranger.organisation.name not in page
    assert "Team member added" not in sign_in(make_member(Role.BIDDER)).get("/").content.decode()


@pytest.mark.usefixtures("events")
def test_activity_lists_filters_and_answers_with_a_part(owner_client: Client) -> None:
    page = owner_client.get("/activity/").content.decode()
    assert page.count("Team member added") == 1
    assert "none → bidder" in page
    assert "same:" not in page
    part = owner_client.get("/activity/?kind=ballot", headers={"HX-Request": "true"}).content.decode()
    assert "No events match" in part
    assert "<html" not in part


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("kind=member", 1),
        ("kind=ballot", 0),
        ("person=@", 1),
        ("person=nobody", 0),
        ("subject=zz", 0),
    ],
)
def test_the_page_and_the_api_find_the_same_events(owner_client: Client, query: str, found: int) -> None:
    page = owner_client.get(f"/activity/?{query}").content.decode()
    assert page.count("Team member added") == found
    assert owner_client.get(f"/api/v1/events/?{query}").json()["count"] == found


@pytest.mark.usefixtures("events")
def test_the_queries_of_activity_do_not_grow(owner_client: Client) -> None:
    assert_ratchet(owner_client, "home:activity")

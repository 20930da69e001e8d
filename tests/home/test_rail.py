"""The rail, the band of the practice market, and how people like it to look."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import Role
from portal.home.rail import FLIGHTS, current_address
from tests.factories.accounts import MembershipFactory
from tests.support.fixtures import MakeMember, SignIn

BAND = "a practice market"


def rail_of(client: Client, path: str = "/") -> str:
    page = client.get(path).content.decode()
    return page.split('<nav class="rail"', 1)[1].split("</nav>", 1)[0]


def test_every_entry_leads_somewhere_and_is_ordered_as_the_staircase() -> None:
    pages = [way.page for flight in FLIGHTS for way in flight.ways]
    assert all(reverse(page) for page in pages)
    assert [flight.heading for flight in FLIGHTS] == [
        "",
        "Procurement",
        "Operations",
        "Settlement",
        "Administration",
    ]


def test_every_count_belongs_to_an_entry_and_is_served() -> None:
    pages = {way.page for flight in FLIGHTS for way in flight.ways}
    assert set(settings.RAIL_COUNTS) <= pages
    assert all(reverse(page) for page in settings.RAIL_COUNTS.values())


def test_people_see_the_entries_that_their_roles_allow(make_member: MakeMember, sign_in: SignIn) -> None:
    viewer, owner = rail_of(sign_in(make_member(Role.VIEWER))), rail_of(sign_in(make_member(Role.OWNER)))
    assert re.findall(r"</svg>(\w[\w ]*)", viewer.split('class="foot"')[0].split("Close")[1]) == [
        "Desk", "Assets", "Map", "Competitions", "Approvals",
    ]  # fmt: skip
    assert "Invoices" in owner
    assert "Administration" not in viewer


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", "/"),
        ("/assets/7/", "/assets/"),
        ("/bidding/contracts/3/", "/bidding/contracts/"),
        ("/bidding/", "/bidding/"),
        ("/elsewhere/", ""),
    ],
)
def test_the_nearest_entry_is_current_and_the_desk_only_on_its_own_page(path: str, address: str) -> None:
    assert current_address(["/", "/assets/", "/bidding/", "/bidding/contracts/", ""], path) == address


def test_the_current_entry_is_marked_once(owner_client: Client) -> None:
    assert rail_of(owner_client, "/activity/").count('aria-current="page"') == 1


def test_experience_wears_its_band_on_every_page_and_production_none(
    owner_client: Client, organisation: Organisation
) -> None:
    assert BAND in owner_client.get("/activity/").content.decode()
    organisation.environment = "production"
    organisation.save()
    page = owner_client.get("/activity/").content.decode()
    assert BAND not in page
    assert "Production" in page.split('class="foot"', 1)[1]


def test_somebody_of_two_organisations_can_go_over(
    owner: Membership, sign_in: SignIn, stranger: Membership
) -> None:
    other = MembershipFactory.create(user=owner.user, organisation=stranger.organisation)
    client = sign_in(owner)
    assert f'action="{reverse("accounts:switch", args=[other.organisation.slug])}"' in rail_of(client)
    assert f"Go to {owner.organisation.name}" not in rail_of(client)


@pytest.mark.django_db
def test_a_choice_of_colours_is_remembered_without_scripts_or_an_account() -> None:
    client = Client()
    answer = client.post(
        "/prefer/", {"theme": "dark"}, headers={"referer": "http://testserver/sign-in/login/"}
    )
    assert answer["Location"] == "http://testserver/sign-in/login/"
    page = client.get("/sign-in/login/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'value="dark" aria-label="Dark" title="Dark" aria-pressed="true"' in page


@pytest.mark.parametrize("value", ["plaid", '"><script>', ""])
def test_a_colour_that_does_not_exist_is_not_kept(value: str) -> None:
    answer = Client().post("/prefer/", {"theme": value})
    assert not answer.cookies
    assert answer["Location"] == "/"


def test_a_choice_never_leads_to_another_host() -> None:
    answer = Client().post(
        "/prefer/", {"density": "tight"}, headers={"referer": "https://elsewhere.example/x"}
    )
    assert answer["Location"] == "/"


def test_reading_a_choice_by_get_is_refused() -> None:
    assert Client().get("/prefer/").status_code == 405

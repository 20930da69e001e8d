"""Team and tokens, as people use them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import ApiToken, Membership, User
from portal.accounts.permissions import Role
from tests.factories.accounts import MembershipFactory
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet


def test_the_team_page_names_everybody_and_what_they_may(
    owner_client: Client, make_member: MakeMember
) -> None:
    bidder = make_member(Role.BIDDER)
    page = owner_client.get(reverse("accounts:team")).content.decode()
    assert bidder.user.email in page
    assert "Drafts ballots and asks for approval" in page


def test_somebody_who_may_only_look_gets_no_buttons(make_member: MakeMember, sign_in: SignIn) -> None:
    page = sign_in(make_member(Role.BIDDER)).get(reverse("accounts:team")).content.decode()
    assert "Change roles" not in page
    assert "Add a person" not in page


def test_a_person_is_added(owner_client: Client) -> None:
    words = {"email": "new@flexdesk.example", "name": "New", "roles": ["viewer"]}
    response = owner_client.post(reverse("accounts:member-create"), words)
    assert response["Location"] == reverse("accounts:team")
    assert Membership.objects.get(user__email="new@flexdesk.example").roles == ["viewer"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"email": "new@flexdesk.example", "name": "New"}, "Choose at least one role."),
        ({"email": "nobody", "name": "New", "roles": ["viewer"]}, "valid email address"),
    ],
)
def test_a_fault_stands_at_its_field(owner_client: Client, words: dict[str, object], said: str) -> None:
    response = owner_client.post(reverse("accounts:member-create"), words)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_adding_somebody_twice_is_said(owner: Membership, owner_client: Client) -> None:
    words = {"email": owner.user.email, "name": "Again", "roles": ["viewer"]}
    response = owner_client.post(reverse("accounts:member-create"), words)
    assert (response.status_code, "already in" in response.content.decode()) == (422, True)


def test_the_last_owner_cannot_step_down(owner: Membership, owner_client: Client) -> None:
    url = reverse("accounts:member-roles", args=[owner.pk])
    response = owner_client.post(url, {"roles": ["viewer"]})
    assert response.status_code == 422
    assert "give another person the owner role first" in response.content.decode()


def test_a_token_is_shown_once_and_works_until_it_is_revoked(owner_client: Client) -> None:
    url = reverse("accounts:token-list")
    page = owner_client.post(url, {"name": "dashboard", "days": "30"}).content.decode()
    found = re.search(r"fd_[\w-]{30,}", page)
    assert found is not None
    assert found[0] not in owner_client.get(url).content.decode()
    headers = {"Authorization": f"Bearer {found[0]}"}
    assert Client().get(reverse("api:me"), headers=headers).status_code == 200
    owner_client.post(reverse("accounts:token-revoke", args=[ApiToken.objects.get().pk]))
    assert Client().get(reverse("api:me"), headers=headers).status_code == 401


def test_a_token_without_a_name_is_not_made(owner_client: Client) -> None:
    assert owner_client.post(reverse("accounts:token-list"), {"days": "30"}).status_code == 422
    assert not ApiToken.objects.exists()


def test_a_person_in_two_organisations_switches_between_them(owner: Membership, owner_client: Client) -> None:
    other = MembershipFactory.create(user=owner.user, roles=[Role.OWNER.value])
    owner_client.post(reverse("accounts:switch", args=[other.organisation.slug]))
    said = owner_client.get(reverse("api:me")).json()
    assert said["organisation"] == other.organisation.name


@pytest.mark.parametrize("page", ["accounts:team", "accounts:token-list"])
def test_pages_ask_as_much_for_many_as_for_few(owner: Membership, owner_client: Client, page: str) -> None:
    members = MembershipFactory.create_batch(20, organisation=owner.organisation)
    for number, member in enumerate(members):
        ApiToken.objects.create(member=member, name=f"tool {number}", digest=f"{number:064}")
    assert_ratchet(owner_client, page)


def test_everybody_lands_where_they_work(owner: Membership) -> None:
    words = {"password": "a-long-enough-password"}
    owner.user.set_password(words["password"])
    owner.user.save()
    operator = User.objects.create_superuser("operator@flexdesk.example", words["password"])
    landed = {
        user.email: Client().post(reverse("account_login"), {**words, "login": user.email})["Location"]
        for user in (owner.user, operator)
    }
    assert landed == {owner.user.email: reverse("home:desk"), operator.email: reverse("admin:index")}

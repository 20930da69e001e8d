"""Pages that every portal needs: entrance, faults, the styleguide; and what the policy on scripts asks of templates."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client, RequestFactory

from portal.home import errors

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
FORBIDDEN = re.compile(
    r"\sstyle=|\son[a-z]+=\"|hx-on|<script>|javascript:|hx-vals=.js:|hx-trigger=\"[^\"]*\["
)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_template_holds_what_the_policy_refuses(template: Path) -> None:
    source = template.read_text().replace("from:find input[type=search]", "")
    assert not FORBIDDEN.search(source)


@pytest.mark.django_db
def test_the_policy_allows_no_inline_script_and_no_inline_style() -> None:
    policy = Client().get("/sign-in/login/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_the_styleguide_shows_every_component(owner_client: Client) -> None:
    page = owner_client.get("/look/").content.decode()
    for part in (
        "state act",
        "left soon",
        "pulse bad",
        "errorlist",
        "note stale",
        "<dialog",
        "timeline",
        "pages",
        "empty",
        "progress",
    ):
        assert part in page
    assert "{%" not in page


@pytest.mark.django_db
def test_the_entrance_asks_for_address_and_password_and_offers_no_sign_up() -> None:
    page = Client().get("/sign-in/login/").content.decode()
    assert 'name="login"' in page
    assert 'name="password"' in page
    assert "/signup/" not in page
    assert 'class="rail"' not in page


@pytest.mark.django_db
def test_a_wrong_password_is_said_without_telling_whether_the_account_exists() -> None:
    page = (
        Client()
        .post("/sign-in/login/", {"login": "nobody@flexdesk.example", "password": "x"})
        .content.decode()
    )
    assert 'class="note bad" role="alert"' in page
    assert "not correct" in page


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in/password/change/",
        "/sign-in/2fa/",
        "/sign-in/logout/",
        "/sign-in/password/reset/",
        "/sign-in/password/reset/done/",
    ],
)
def test_account_pages_wear_the_house(owner_client: Client, path: str) -> None:
    answer = owner_client.get(path)
    assert answer.status_code == 200
    assert "css/tokens.css" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("bad_request", 400, "could not be read"),
        ("forbidden", 403, "Your roles do not allow this"),
        ("not_found", 404, "There is nothing here"),
    ],
)
def test_a_fault_says_what_to_do_and_needs_no_database(page: str, status: int, words: str) -> None:
    request: HttpRequest = RequestFactory().get("/assets/<b>/")
    answer = getattr(errors, page)(request, Exception("x"))
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "<b>/" not in answer.content.decode()


def test_a_failure_and_an_old_form_need_no_database_either() -> None:
    request = RequestFactory().get("/assets/?page=2")
    assert errors.server_error(request).status_code == 500
    answer = errors.csrf_failure(request, "no cookie")
    assert answer.status_code == 403
    assert 'href="/assets/?page=2"' in answer.content.decode()


def test_a_stranger_address_answers_with_our_page(owner_client: Client) -> None:
    answer = owner_client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_to_open_the_page_again() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


def test_what_goes_wrong_under_the_api_has_the_apis_shape(rf: RequestFactory) -> None:
    assert Client().get("/api/v1/nothing/").json()["error"]["code"] == "not_found"
    answer = errors.server_error(rf.get("/api/v1/assets/"))
    assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (500, "server_error")

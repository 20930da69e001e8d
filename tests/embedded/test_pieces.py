"""Small parts of the runner: addresses, accounts, the seed's last line, the fingerprint, the API document."""

import asyncio
import io
import os
import pwd
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from portal.embedded import account, prepared
from portal.embedded.broker import Broker
from portal.embedded.browser import find_browser
from portal.embedded.cluster import beside
from portal.embedded.errors import EmbeddedError
from portal.embedded.facts import Facts
from portal.embedded.health import answering, status
from portal.embedded.openapi import compare
from portal.embedded.pages import Page
from portal.embedded.paths import Var
from portal.embedded.ports import free_port
from portal.embedded.programs import long_running, seeded
from portal.embedded.secrets import new_secrets


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    var = Var(tmp_path)
    return Facts(
        var=var,
        secrets=new_secrets(),
        portal_port=8000,
        experience_port=8001,
        database_url="postgresql://x/flexdesk",
        experience_database_url="postgresql://x/experience",
        broker_url="redis://x/0",
    )


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("postgresql://u:p@h:5432/flexdesk", "postgresql://u:p@h:5432/flexdesk_experience"),
        ("postgresql://h/flexdesk?sslmode=require", "postgresql://h/flexdesk_experience?sslmode=require"),
    ],
)
def test_the_experience_database_lies_beside_the_portals(url: str, other: str) -> None:
    assert beside(url) == other


def test_the_seeds_last_line_tells_logins_and_where_webhooks_go() -> None:
    line = '{"logins": [{"email": "a@b.example", "role": "owner", "id": 1}], "webhook_path": "/dispatch/x/"}'
    said = seeded(["Warnings come first", line])
    assert said.logins == [{"email": "a@b.example", "role": "owner"}]
    assert said.webhook_path == "/dispatch/x/"


@pytest.mark.parametrize("lines", [[], ["no JSON"], ["[]"], ['{"logins": []}']])
def test_a_seed_that_ends_otherwise_is_an_error(lines: list[str]) -> None:
    with pytest.raises(EmbeddedError, match="seed_demo"):
        seeded(lines)


def test_a_second_start_need_not_seed_again_until_something_changed(facts: Facts) -> None:
    logins = [{"email": "owner@flexdesk.example", "role": "owner"}]
    assert prepared.logins_of(facts) is None
    prepared.remember(facts, logins)
    assert prepared.logins_of(facts) == logins
    assert prepared.logins_of(replace(facts, portal_port=8002)) is None
    assert prepared.logins_of(replace(facts, secrets=new_secrets())) is None


def test_a_changed_source_file_is_seen(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    source = tmp_path / "app" / "models.py"
    source.write_text("x = 1")
    before = list(prepared.states(tmp_path, ("app",)))
    (tmp_path / "app" / "notes.pyc").write_text("")
    assert list(prepared.states(tmp_path, ("app",))) == before
    source.write_text("x = 12")
    assert list(prepared.states(tmp_path, ("app",))) != before


def test_the_worker_is_started_last_and_so_stopped_first(facts: Facts) -> None:
    specs = long_running(facts, frozenset({"worker"}))
    assert [spec.name for spec in specs] == ["experience", "clock", "web", "worker"]
    assert [spec.name for spec in specs if spec.restart] == ["worker"]


def test_brokers_password_is_not_on_its_command_line(tmp_path: Path) -> None:
    server = Broker(tmp_path / "broker", free_port(), "a-secret")
    assert not any("a-secret" in word for word in server.command())
    assert (tmp_path / "broker" / "valkey.conf").stat().st_mode & 0o077 == 0


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_server_is_ready_when_it_says_so(address: str) -> None:
    assert asyncio.run(answering(f"{address}/healthz")())
    assert not asyncio.run(answering(f"{address}/not-yet")())
    assert status(f"http://127.0.0.1:{free_port()}/healthz") is None


def test_a_folder_below_a_closed_one_is_not_reachable(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    assert not account.reachable(inner)


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> account.Account:
    """As root without user namespaces, but lending to the one who runs the tests."""
    (tmp_path / "var-tmp").mkdir()
    monkeypatch.setattr(account, "LENT", tmp_path / "var-tmp")
    return account.Account(prefix=("setpriv", "--"), owner=pwd.getpwuid(os.geteuid()))


def test_data_that_a_lent_account_cannot_reach_lies_elsewhere_behind_a_link(
    lent: account.Account, tmp_path: Path
) -> None:
    (tmp_path / "closed" / "var").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    wished = tmp_path / "closed" / "var" / "postgres"
    home = lent.home(wished)
    assert wished.is_symlink()
    assert home == wished.resolve()
    assert home.is_relative_to(tmp_path / "var-tmp")
    assert home.stat().st_mode & 0o077 == 0
    assert lent.home(wished) == home


def test_a_lent_folder_that_somebody_else_could_write_to_is_refused(
    lent: account.Account, tmp_path: Path
) -> None:
    account.lent_folder(tmp_path).chmod(0o777)
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        account.lent_folder(tmp_path)


def test_programs_are_copied_with_their_libraries_once(lent: account.Account, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "package" / "bin").mkdir(parents=True)
    (closed / "package" / "bin" / "postgres").touch()
    (closed / "package.libs").mkdir()
    (closed / "package.libs" / "libpq.so").touch()
    closed.chmod(0o700)
    copy = lent.programs(closed / "package")
    assert (copy / "bin" / "postgres").exists()
    assert (copy.parent / "package.libs" / "libpq.so").exists()
    assert lent.programs(closed / "package") == copy


def test_a_chosen_browser_that_is_not_there_is_not_replaced_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLEXDESK_CHROMIUM", "/nowhere/chromium")
    assert find_browser() is None


def test_pages_wait_for_their_turn() -> None:
    out = io.StringIO()
    first, second = Page(out), Page(out)
    first.show()
    second.add("second, kept")
    first.add("first")
    second.show()
    second.add("second, as it comes")
    assert out.getvalue().splitlines() == ["first", "second, kept", "second, as it comes"]


def test_a_changed_api_is_shown_as_a_difference(capsys: pytest.CaptureFixture[str]) -> None:
    assert compare("a\nb\n", "a\nb\n") == 0
    assert compare("a\nb\n", "a\nc\n") == 1
    said = capsys.readouterr().out
    assert "-b" in said
    assert "+c" in said
    assert "./dev check --fix" in said

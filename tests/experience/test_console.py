"""The operator's console: closed without the key, and every button a verb."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from experience.market.models import Application, Competition, Dispatch, FlexProvider, Qualification
from tests.experience import builders

PAGES = [
    "console",
    "console-dispatches",
    "console-applications",
    "console-faults",
    "console-meters",
    "console-history",
]


@pytest.fixture
def console(settings: Settings, db: None) -> Client:
    settings.OPERATOR_KEY = "operator-key"
    client = Client()
    client.post(reverse("console-sign-in"), {"key": "operator-key"})
    return client


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_closed_without_the_key(db: None, page: str) -> None:
    response = Client().get(reverse(page))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("console-sign-in"))


def test_a_button_is_closed_without_the_key(db: None) -> None:
    response = Client().post(reverse("console-do", args=["fault"]), {"kind": "500"})
    assert response["Location"].startswith(reverse("console-sign-in"))


@pytest.mark.parametrize("key", ["", "wrong"])
def test_a_wrong_key_is_said(settings: Settings, db: None, key: str) -> None:
    settings.OPERATOR_KEY = "operator-key"
    assert Client().post(reverse("console-sign-in"), {"key": key}).status_code == 422


def test_the_way_back_stays_on_the_console(settings: Settings, db: None) -> None:
    settings.OPERATOR_KEY = "operator-key"
    words = {"key": "operator-key", "next": "https://elsewhere.example/console/"}
    assert Client().post(reverse("console-sign-in"), words)["Location"] == "/console/"


@pytest.mark.parametrize("page", PAGES)
def test_pages_open(console: Client, provider: FlexProvider, page: str) -> None:
    builders.obligation(provider, timezone.now())
    assert console.get(reverse(page)).status_code == 200


def test_a_competition_shows_bids_assets_and_obligations(console: Client, provider: FlexProvider) -> None:
    now = timezone.now()
    competition = builders.competition(now)
    builders.asset(provider, "FAR-1", latitude=51.0)
    builders.bid(competition, provider)
    page = console.get(reverse("console-competition", args=[competition.reference])).content.decode()
    assert "FAR-1" in page
    assert "Hillside Flex" in page


def test_buttons_advance_and_override(console: Client, provider: FlexProvider) -> None:
    competition = builders.competition(timezone.now())
    asset = builders.asset(provider, "BAT-1")
    words = {
        "competition": competition.pk,
        "asset": asset.pk,
        "word": "-",
        "back": f"/console/competitions/{competition.reference}/",
    }
    response = console.post(reverse("console-do", args=["override"]), words)
    assert response["Location"] == words["back"]
    assert Qualification.objects.get().override == "-"
    console.post(reverse("console-do", args=["override"]), words | {"word": "none"})
    assert Qualification.objects.get().override == ""
    console.post(reverse("console-do", args=["advance"]), {"competition": competition.reference})
    competition.refresh_from_db()
    assert competition.closed <= timezone.now()


def test_an_instruction_is_issued_and_stopped(console: Client, provider: FlexProvider) -> None:
    obligation = builders.obligation(provider, timezone.now())
    console.post(
        reverse("console-do", args=["dispatch"]),
        {"obligation": obligation.pk, "start": "", "capacity": "0.3"},
    )
    dispatch = Dispatch.objects.get()
    assert dispatch.end - dispatch.start == timedelta(hours=1)
    console.post(reverse("console-do", args=["stop"]), {"dispatch": dispatch.pk})
    dispatch.refresh_from_db()
    assert dispatch.status == "stopped"


def test_a_refusal_is_shown_and_changes_nothing(console: Client) -> None:
    who = builders.provider("New Flex")
    builders.application(who, "LPN", "pending")
    words = {"provider": who.pk, "dps_record": "LPN", "reject": "true"}
    page = console.post(reverse("console-do", args=["approve"]), words, follow=True).content.decode()
    assert "A rejection needs a reason." in page
    assert Application.objects.get(provider=who).status == "pending"


@pytest.mark.parametrize(
    ("verb", "words", "said"),
    [("dance", {}, "There is no dance."), ("fault", {"kind": "500", "seconds": "soon"}, "float")],
)
def test_nonsense_is_said(console: Client, verb: str, words: dict[str, str], said: str) -> None:
    assert said in console.post(reverse("console-do", args=[verb]), words, follow=True).content.decode()


def test_competitions_come_from_a_file_all_or_none(console: Client) -> None:
    builders.dps_record()
    for content, said in [
        (b"{", "not JSON"),
        (b'{"reference": "X"}', "missing"),
        (b"", "Choose a JSON file"),
    ]:
        upload = {"file": SimpleUploadedFile("c.json", content)} if content else {}
        assert said in console.post(reverse("console-load"), upload, follow=True).content.decode()
    assert not Competition.objects.exists()


def test_meter_data_is_a_download(console: Client, provider: FlexProvider) -> None:
    builders.asset(provider, "BAT-1")
    response = console.get(reverse("console-meters"), {"asset": "BAT-1", "days": "2"})
    assert response["Content-Type"] == "text/csv"
    assert console.get(reverse("console-meters"), {"asset": "gone"}).status_code == 302


def test_criteria_are_shown_in_the_form_that_changes_them(console: Client, provider: FlexProvider) -> None:
    now = timezone.now()
    closing = {"qualification_closed": now + timedelta(hours=1), "open": now + timedelta(hours=2)}
    asked = {"asset_types": ["battery", "chp_gas"], "meter_id_required": True}
    instants = {name: at.isoformat() for name, at in closing.items()}
    made = builders.competition(now, criteria=asked, **instants)
    page = console.get(reverse("console-competition", args=[made.reference])).content.decode()
    assert 'name="asset_types" value="battery, chp_gas"' in page
    assert 'name="meter_id_required" value="true" checked' in page
    order = {"competition": made.reference, "asset_types": "battery", "maximum_response_time": "00:02:00"}
    console.post(reverse("console-do", args=["criteria"]), order)
    made.refresh_from_db()
    assert made.criteria == {"asset_types": ["battery"], "maximum_response_time": "00:02:00"}


def test_an_asset_in_the_buffer_only_is_marked(console: Client, provider: FlexProvider) -> None:
    made = builders.competition(timezone.now())
    builders.asset(provider, "NEAR", longitude=-2.5, latitude=55.802)
    page = console.get(reverse("console-competition", args=[made.reference])).content.decode()
    assert "in the buffer only" in page

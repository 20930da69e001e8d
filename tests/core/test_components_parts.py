"""Parts of a page, and answers that are a page or a fragment."""

import json

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from portal.core.htmx import page_or_fragment, say, wants_fragment
from portal.core.states import Tint


def drawn(source: str, path: str = "/", **context: object) -> str:
    return str(engines["django"].from_string(source).render(context, RequestFactory().get(path)))


def test_a_question_is_a_link_without_scripts_and_a_form_in_a_dialog_with_them() -> None:
    shown = drawn(
        '{% confirm url="/ballots/7/withdraw/" label="Withdraw…" title="Withdraw it?" %}<p>At once.</p>{% endconfirm %}'
    )
    assert '<a class="button danger" href="/ballots/7/withdraw/" data-opens="ask-ballots7withdraw">' in shown
    assert '<form method="post" action="/ballots/7/withdraw/">' in shown
    assert 'name="csrfmiddlewaretoken" value="' in shown
    assert '<button type="submit" class="danger">Withdraw</button>' in shown
    assert "<p>At once.</p>" in shown


def test_what_people_typed_is_escaped_in_every_part() -> None:
    shown = drawn(
        '{% note "bad" %}{{ x }}{% endnote %}{% empty x %}{{ x }}{% endempty %}{% copy x %}{% progress 1 2 x %}'
        '{% crumb x "/" %}{% tab x "/" %}{% confirm url="/y/" label=x title=x %}{{ x }}{% endconfirm %}',
        x="<script>",
    )
    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;") >= 10


def test_the_tab_of_this_page_is_current() -> None:
    shown = drawn('{% tab "A" "/a/" %}{% tab "B" "/b/" 41 %}', path="/b/")
    assert shown.count("aria-current") == 1
    assert '<a href="/b/" aria-current="page">B <span class="unit">41</span></a>' in shown


def test_progress_is_said_in_words_and_nothing_to_do_is_not_a_division_by_nought() -> None:
    assert '<progress value="0" max="1" aria-label="0 of 0 sent">' in drawn(
        '{% progress 0 0 "0 of 0 sent" %}'
    )


def test_an_icon_is_decoration() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "gavel" %}')


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_only_htmx_that_wants_a_part_gets_a_part(headers: dict[str, str], fragment: bool) -> None:
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    assert wants_fragment(request) is fragment
    answer = page_or_fragment(request, "home/activity.html", "results", {}, status=422)
    assert answer.template_name == ("home/activity.html#results" if fragment else "home/activity.html")
    assert answer.status_code == 422
    assert answer["Vary"] == "HX-Request"


def test_a_passing_message_travels_in_a_header() -> None:
    answer = say(HttpResponse(), "12 assets sent.", Tint.RUN)
    assert json.loads(answer["HX-Trigger"]) == {"say": {"text": "12 assets sent.", "tint": "run"}}

"""What an event's record says to people."""

import pytest

from portal.audit.models import Event
from portal.home.templatetags.home_tags import event_changes


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("total_gbp", "180.00", ("total, £", "180.00")),
        ("paid_kwh", "1000.000000", ("paid, kWh", "1000")),
        ("capacity_mw", "0.869000", ("capacity, MW", "0.869")),
        ("respond_by", "2026-11-23T18:20:15.106209+00:00", ("respond by", "Mon 23 Nov 18:20")),
        ("respond_by", "2026-07-01T18:20:00Z", ("respond by", "Wed 1 Jul 19:20")),
        ("asset_ids", ["q81yhJt", "K8UvHfr"], ("asset ids", "q81yhJt, K8UvHfr")),
        ("roles", [], ("roles", "none")),
        ("sent", True, ("sent", "yes")),
        ("version", 2, ("version", 2)),
    ],
)
def test_an_event_speaks_of_its_values_as_people_do(
    key: str, value: object, said: tuple[str, object]
) -> None:
    assert event_changes(Event(before={}, after={key: value})) == [(said[0], None, said[1])]


def test_what_stayed_is_not_told() -> None:
    assert event_changes(Event(before={"a": 1, "b": 2}, after={"a": 1, "b": 3})) == [("b", 2, 3)]
    assert event_changes(Event(before={}, after={"reason": ""})) == []
    assert event_changes(Event(before={"answer": ""}, after={"answer": "accept"})) == [
        ("answer", None, "accept")
    ]

"""Which webhook calls are believed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.rules.signature import Refusal, why_refused
from tests.factories.dispatch import NOW, SECRET, signed

BODY = b'{"event": "dispatch.created"}'
GOOD = signed(BODY)
STAMP, _, DIGEST = GOOD.partition(",v1=")


@pytest.mark.parametrize(
    ("header", "refusal"),
    [
        (GOOD, None),
        (f"{STAMP}, v1={DIGEST}", None),
        (f"{STAMP},v1={DIGEST.upper()}", None),
        (f"{STAMP},v1={'0' * 64},v1={DIGEST}", None),
        (f"v1={DIGEST},{STAMP}", None),
        ("", Refusal.UNSIGNED),
        ("nonsense", Refusal.UNSIGNED),
        (STAMP, Refusal.UNSIGNED),
        (f"v1={DIGEST}", Refusal.UNSIGNED),
        (f"{STAMP},v1={DIGEST[:-1]}", Refusal.UNSIGNED),
        (f"{STAMP},v1=é{DIGEST[1:]}", Refusal.UNSIGNED),
        (f"t=1e9,v1={DIGEST}", Refusal.UNSIGNED),
        (f"{STAMP},{STAMP},v1={DIGEST}", Refusal.UNSIGNED),
        (f"{STAMP},v1={'0' * 64}", Refusal.WRONG),
        (f"t=1,v1={DIGEST}", Refusal.WRONG),
        (signed(BODY, secret="another"), Refusal.WRONG),
        (signed(BODY + b" "), Refusal.WRONG),
        (signed(BODY, at=NOW - timedelta(seconds=300)), None),
        (signed(BODY, at=NOW + timedelta(seconds=300)), None),
        (signed(BODY, at=NOW - timedelta(seconds=301)), Refusal.STALE),
        (signed(BODY, at=NOW + timedelta(seconds=301)), Refusal.STALE),
        (f"{STAMP}" + f",v1={'0' * 64}" * 5 + f",v1={DIGEST}", Refusal.WRONG),
    ],
)
def test_a_header_is_believed_only_with_the_secret_and_in_time(header: str, refusal: Refusal | None) -> None:
    assert why_refused(header, BODY, secret=SECRET, now=NOW.replace(microsecond=0)) == refusal


def test_a_connection_without_a_secret_believes_nobody() -> None:
    header = signed(BODY, secret="")
    assert why_refused(header, BODY, secret="", now=NOW) == Refusal.UNARMED


@given(st.text(), st.binary(max_size=200))
def test_no_header_made_without_the_secret_is_believed(header: str, body: bytes) -> None:
    assert why_refused(header, body, secret=SECRET, now=NOW) in {Refusal.UNSIGNED, Refusal.WRONG}

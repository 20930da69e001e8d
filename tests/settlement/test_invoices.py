"""Invoices: lines to the penny, and runs that are never overwritten."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from assets.models import Asset
from dispatch.models import Instruction
from portal.accounts.models import Membership
from portal.audit.models import Event
from settlement.models import Invoice, MeterReading, Report
from settlement.reporting.looking import look_at
from settlement.rules.performance import PerformanceFactor
from settlement.rules.rulesets import DEFAULT, RuleSet
from settlement.services import invoices
from settlement.services.invoices import NotInvoiced, draft_invoice, make_invoice
from tests.factories.settlement import (
    EVENT_START,
    MPAN,
    NOW,
    make_contract,
    make_dispatch,
    make_site,
    meter_event,
)

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)
AUGUST = datetime(2026, 8, 10, tzinfo=UTC)


@pytest.fixture
def site(owner: Membership) -> Asset:
    return make_site(owner.organisation)


@pytest.fixture
def dispatch(owner: Membership, site: Asset) -> Instruction:
    """Delivered 7 kWh for £200/MWh: £1.40."""
    made = make_dispatch(make_contract(owner.organisation), site, piclo_id="Dsp7")
    meter_event(owner)
    look_at(made.pk, now=NOW)
    return made


def invoice(by: Membership, now: datetime = AUGUST) -> Invoice:
    return make_invoice(operator_name="SPEN", month=JULY, by=by, now=now)


def test_a_line_says_what_how_much_at_which_price_to_the_penny(
    owner: Membership, dispatch: Instruction
) -> None:
    made = invoice(owner)
    (line,) = made.lines.all()
    assert line.description == "Dispatch Dsp7, 1 Jul 2026 17:00–18:00, export or turn-down 0.010 MW"
    assert (line.mwh, line.price_gbp_per_mwh, line.amount_gbp) == (Decimal("0.007"), 200, Decimal("1.40"))
    assert (made.version, made.total_gbp, made.paid_kwh, made.factor) == (1, Decimal("1.40"), 7, 1)
    assert made.rules is DEFAULT
    assert line.report == Report.objects.get()
    event = Event.objects.get(kind="invoice.made")
    assert (event.actor, event.after) == (owner.user, {"run": 1, "total_gbp": "1.40", "lines": 1})


def test_the_total_is_the_sum_of_rounded_lines(owner: Membership) -> None:
    contract = make_contract(owner.organisation, price="2.50")
    for mpan in ("11", "12", "13"):
        meter_event(owner, mpan)
        dispatch = make_dispatch(contract, make_site(owner.organisation, mpan))
        look_at(dispatch.pk, now=NOW)
    made = invoice(owner)
    # 7 kWh at £2.50/MWh are £0.0175: three lines of £0.02, not £0.0525 rounded.
    assert [line.amount_gbp for line in made.lines.all()] == [Decimal("0.02")] * 3
    assert made.total_gbp == Decimal("0.06")


def test_late_data_make_run_2_beside_run_1(owner: Membership, dispatch: Instruction) -> None:
    first = invoice(owner)
    MeterReading.objects.filter(meter__ident=MPAN, start_at=EVENT_START).update(kwh=Decimal(-3))
    look_at(dispatch.pk, now=AUGUST)
    second = invoice(owner)
    first.refresh_from_db()
    assert (first.version, first.total_gbp) == (1, Decimal("1.40"))
    assert (second.version, second.total_gbp) == (2, Decimal("1.00"))
    assert [run.version for run in Invoice.objects.of(owner.organisation_id, "SPEN", JULY)] == [2, 1]


def test_a_run_that_would_say_the_same_is_not_made(owner: Membership, dispatch: Instruction) -> None:
    invoice(owner)
    with pytest.raises(NotInvoiced, match="Nothing has changed since run 1"):
        invoice(owner)
    assert Invoice.objects.count() == 1


def test_a_month_with_nothing_or_to_come_is_not_invoiced(owner: Membership) -> None:
    with pytest.raises(NotInvoiced, match="nothing to invoice to SPEN for July 2026"):
        invoice(owner)
    with pytest.raises(NotInvoiced, match="July 2026 has not begun"):
        invoice(owner, now=datetime(2026, 6, 30, 22, 59, tzinfo=UTC))


def test_a_delivery_belongs_to_the_local_month_of_its_start(owner: Membership, site: Asset) -> None:
    contract = make_contract(owner.organisation)
    midnight = datetime(2026, 6, 30, 23, tzinfo=UTC)
    for start in (midnight - timedelta(minutes=30), midnight):
        make_dispatch(contract, site, start_at=start, end_at=start + timedelta(hours=1))
    july = draft_invoice(operator_name="SPEN", month=JULY, by=owner, now=AUGUST)
    june = draft_invoice(operator_name="SPEN", month=date(2026, 6, 1), by=owner, now=AUGUST)
    assert [gap.instruction.start_at for gap in july.gaps] == [midnight]
    assert [gap.instruction.start_at for gap in june.gaps] == [midnight - timedelta(minutes=30)]


def test_what_cannot_be_invoiced_yet_is_said_with_its_reason(owner: Membership, site: Asset) -> None:
    make_dispatch(make_contract(owner.organisation), site)
    unpriced = make_dispatch(make_contract(owner.organisation, price=None), site)
    draft = draft_invoice(operator_name="SPEN", month=JULY, by=owner, now=AUGUST)
    assert [gap.why for gap in draft.gaps] == ["no meter data yet"] * 2
    meter_event(owner)
    look_at(unpriced.pk, now=AUGUST)
    draft = draft_invoice(operator_name="SPEN", month=JULY, by=owner, now=AUGUST)
    assert "its contract has no utilisation price" in {gap.why for gap in draft.gaps}
    assert draft.lines == ()


def test_an_invoice_is_of_one_operator_and_one_organisation(
    owner: Membership, stranger: Membership, site: Asset, dispatch: Instruction
) -> None:
    make_dispatch(make_contract(owner.organisation, operator="NPg"), site)
    assert len(draft_invoice(operator_name="SPEN", month=JULY, by=owner, now=AUGUST).lines) == 1
    assert draft_invoice(operator_name="SPEN", month=JULY, by=stranger, now=AUGUST).lines == ()


def test_a_rule_set_with_a_factor_scales_every_line(
    owner: Membership, dispatch: Instruction, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = RuleSet("with-factor", 1, "With factor", DEFAULT.method, factor=PerformanceFactor())
    monkeypatch.setattr(invoices, "DEFAULT", rules)
    made = invoice(owner)
    # 70 % delivered: factor 0.25.
    assert (made.factor, made.total_gbp) == (Decimal("0.25"), Decimal("0.35"))


@pytest.mark.parametrize("month", ["9999-12", "0001-01"])
def test_a_month_at_the_end_of_the_calendar_is_a_month_like_others(owner_client: Client, month: str) -> None:
    for name in ("report-list", "invoice-list", "invoice-create"):
        url = reverse(f"settlement:{name}")
        assert owner_client.get(url, {"month": month, "operator": "UKPN"}).status_code == 200

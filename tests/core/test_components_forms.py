"""Forms: units, faults under their field, faults at the top, another person's change, filters."""

from decimal import Decimal

import django_filters
import pytest
from django import forms
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory

from portal.accounts.models import Organisation
from portal.core.forms import HouseForm, VersionedModelForm
from tests.factories.accounts import OrganisationFactory


class BidForm(HouseForm):
    units = {"capacity": "MW"}
    capacity = forms.DecimalField(max_value=Decimal("1.29"), min_value=0, help_text="What is free.")
    note = forms.CharField(required=False)
    firm = forms.BooleanField(required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class CompanyForm(VersionedModelForm):
    class Meta:
        model = Organisation
        fields = ("name", "environment")


class CompanyFilter(django_filters.FilterSet):  # type: ignore[misc]
    name = django_filters.CharFilter(lookup_expr="icontains")

    class Meta:
        model = Organisation
        fields = ("name",)


def drawn(source: str, path: str = "/", **context: object) -> str:
    return str(engines["django"].from_string(source).render(context, RequestFactory().get(path)))


def test_a_number_has_its_unit_and_a_wheel_does_not_change_it() -> None:
    shown = drawn("{% field form.capacity %}", form=BidForm())
    assert '<span class="unit">MW</span>' in shown
    assert 'type="text"' in shown
    assert 'inputmode="decimal"' in shown
    assert "step=" not in shown


def test_a_fault_stands_under_its_field_and_the_field_points_at_it() -> None:
    form = BidForm({"capacity": "1.733"})
    shown = drawn("{% field form.capacity %}", form=form)
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_capacity_helptext id_capacity_error"' in shown
    assert '<ul class="errorlist" id="id_capacity_error">' in shown
    assert "less than or equal to 1.29" in shown


def test_the_summary_links_each_fault_to_its_field_and_is_silent_without_any() -> None:
    assert '<a href="#id_capacity">Capacity</a>: ' in drawn(
        "{% error_summary form %}", form=BidForm({"capacity": ""})
    )
    assert drawn("{% error_summary form %}", form=BidForm({"capacity": "1"})) == ""
    assert drawn("{% error_summary form %}", form=BidForm()) == ""


def test_all_fields_are_drawn_hidden_ones_too_and_optional_ones_say_so() -> None:
    shown = drawn("{% fields form %}", form=BidForm())
    assert '<input type="hidden" name="token"' in shown
    assert shown.count('class="optional"') == 1
    assert shown.index('type="checkbox"') < shown.index(">Firm</label>")


def test_a_form_draws_itself_in_the_house_manner() -> None:
    assert 'class="field' in str(BidForm())


@pytest.fixture
def company(db: None) -> Organisation:
    return OrganisationFactory.create(name="Hillside", environment="experience")


def edited(company: Organisation, seen: int, **changes: str) -> CompanyForm:
    data = QueryDict(mutable=True)
    data.update({"name": company.name, "environment": company.environment, "version": str(seen)} | changes)
    return CompanyForm(data, instance=company)


def standing(company: Organisation, version: int) -> Organisation:
    company.version = version  # type: ignore[attr-defined]
    return company


def test_an_edit_of_what_still_stands_is_not_stale(company: Organisation) -> None:
    form = edited(company, 4, name="Hillside Flex")
    assert not form.stale_against(standing(company, 4))
    assert drawn("{% stale_notice form %}", form=form) == ""


def test_a_stale_edit_shows_the_other_change_and_lets_a_second_save_through(company: Organisation) -> None:
    form = edited(company, 4, name="Hillside Flex", environment="production")
    theirs = standing(OrganisationFactory.build(name="Hillside Energy", environment="production"), 5)
    assert form.stale_against(theirs, who="owner@flexdesk.example")
    assert form.stale is not None
    assert [(d.label, d.theirs, d.yours) for d in form.stale.differences] == [
        ("Name", "Hillside Energy", "Hillside Flex")
    ]
    shown = drawn("{% stale_notice form %}{{ form.version }}{{ form.name }}", form=form)
    assert "owner@flexdesk.example saved this first" in shown
    assert 'name="version" value="5"' in shown
    assert 'value="Hillside Flex"' in shown


def test_a_choice_that_differs_is_said_in_words(company: Organisation) -> None:
    form = edited(company, 4, environment="production")
    form.stale_against(standing(company, 5))
    assert form.stale is not None
    assert form.stale.differences[0].theirs == "Experience"
    assert form.stale.differences[0].yours == "Production"


@pytest.mark.django_db
def test_filters_work_without_scripts_keep_the_sort_and_can_be_cleared() -> None:
    found = CompanyFilter(QueryDict("name=hill"), Organisation.objects.all())
    shown = drawn("{% filters f %}", path="/companies/?name=hill&sort=-name", f=found)
    assert 'method="get" action="/companies/"' in shown
    assert '<input type="hidden" name="sort" value="-name">' in shown
    assert '<a href="/companies/">Clear</a>' in shown
    assert 'hx-push-url="true"' in shown
    assert ">Clear</a>" not in drawn("{% filters f %}", path="/companies/", f=found)

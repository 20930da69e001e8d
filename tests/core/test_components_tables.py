"""The table: sorting, pages, cells that know their column."""

import pytest
from django.http import QueryDict
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory

from portal.accounts.models import Organisation
from portal.core.tables import Column, PlainTable, Table
from tests.factories.accounts import OrganisationFactory


class Companies(Table[Organisation]):
    columns = (
        Column("name", "Company", sort="name", kind="head"),
        Column("slug", "Length", unit="m", numeric=True, sort="-slug"),
        Column("deed", "", kind="deed"),
    )
    default_sort = "name"
    page_size = 2
    name, name_of_one = "companies", "company"


ROW = "<tr>{% cell 'name' %} {{ row.name }} {% endcell %}</tr>"
ROWS = f"{{% table t %}}{{% for row in t %}}{ROW}{{% endfor %}}{{% endtable %}}"


def table(query: str = "") -> Companies:
    return Companies(Organisation.objects.all(), QueryDict(query))


def drawn(source: str, shown: object, path: str = "/companies/") -> str:
    request = RequestFactory().get(path)
    return str(engines["django"].from_string(source).render({"t": shown}, request))


@pytest.fixture
def companies(db: None) -> None:
    for name, slug in (("Beta", "b"), ("Alpha", "c"), ("Gamma", "a")):
        OrganisationFactory.create(name=name, slug=slug)


@pytest.mark.usefixtures("companies")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Alpha", "Beta"]),
        ("sort=-name", ["Gamma", "Beta"]),
        ("sort=slug", ["Alpha", "Beta"]),
        ("sort=-slug", ["Gamma", "Beta"]),
        ("sort=deed", ["Alpha", "Beta"]),
        ("sort=name;drop", ["Alpha", "Beta"]),
        ("page=2", ["Gamma"]),
        ("page=99", ["Gamma"]),
        ("page=nonsense", ["Alpha", "Beta"]),
    ],
)
def test_rows_come_sorted_by_a_column_that_may_sort_and_in_pages(query: str, names: list[str]) -> None:
    assert [row.name for row in table(query)] == names


@pytest.mark.usefixtures("companies")
def test_a_sort_link_turns_the_order_keeps_the_filter_and_starts_at_the_first_page() -> None:
    headings = table("q=x&sort=name&page=2").headings
    assert headings[0].href == "?q=x&sort=-name"
    assert headings[0].direction == "ascending"
    assert headings[1].href == "?q=x&sort=slug"
    assert headings[2].href == ""


@pytest.mark.usefixtures("companies")
def test_pages_say_how_many_there_are_and_link_to_the_others() -> None:
    shown = drawn("{% pages t %}", table("q=x&page=2"))
    assert "3–3 of 3 companies" in shown
    assert 'href="?q=x&amp;page=1"' in shown
    assert shown.count('aria-current="page"') == 1


@pytest.mark.usefixtures("companies")
def test_one_row_is_counted_as_one() -> None:
    only = Companies(Organisation.objects.filter(slug="a"), QueryDict("sort=name"))
    assert "1 company<" in drawn("{% pages t %}", only)
    assert PlainTable(Organisation.objects.filter(slug="a").order_by("pk")).total_said == "1 row"


@pytest.mark.usefixtures("companies")
def test_a_header_says_unit_and_order_and_a_card_says_the_label() -> None:
    shown = drawn(ROWS, table("sort=-name"))
    assert 'aria-sort="descending"' in shown
    assert '<span class="unit">m</span>' in shown
    assert '<td class="head" data-label="Company">Gamma</td>' in shown


@pytest.mark.usefixtures("companies")
def test_a_cell_escapes_what_people_typed() -> None:
    Organisation.objects.filter(name="Alpha").update(name="<b>Alpha")
    assert "&lt;b&gt;Alpha</td>" in drawn(ROWS, table())


@pytest.mark.usefixtures("companies")
def test_a_cell_of_no_column_is_said_with_the_columns_there_are() -> None:
    with pytest.raises(TemplateSyntaxError, match="no column 'mw'; it has name, slug, deed"):
        drawn(ROWS.replace("'name'", "'mw'"), table())


@pytest.mark.usefixtures("companies")
def test_a_plain_table_shows_every_row_and_sorts_nothing() -> None:
    class All(PlainTable[Organisation]):
        columns = (Column("name", "Company"),)

    shown = All(Organisation.objects.order_by("name"))
    assert [row.name for row in shown] == ["Alpha", "Beta", "Gamma"]
    assert "<a " not in drawn("{% table t %}{% endtable %}", shown)

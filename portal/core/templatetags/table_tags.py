"""The table component: header with units and sort links, cells that know their column, pages."""

from typing import Any

from django.template import Context, Library, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.exceptions import TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.core.tables import Column, Table

register = Library()
KEY = "ui_columns"


class TableNode(Node):
    """Draws a table around its rows and lets the cells inside find their columns."""

    def __init__(
        self, table: FilterExpression, options: dict[str, FilterExpression], nodelist: NodeList
    ) -> None:
        self.table = table
        self.options = options
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """The rows first, with the columns at hand, then the frame."""
        table: Table[Any] = self.table.resolve(context)
        options = {name: value.resolve(context) for name, value in self.options.items()}
        with context.push(**{KEY: columns_of(table)}):
            rows = self.nodelist.render(context)
        parts = {"table": table, "rows": rows, "request": context.get("request"), **options}
        return mark_safe(render_to_string("components/table.html", parts))  # noqa: S308 (a template's own output)


@register.tag("table")
def table_tag(parser: Parser, token: Token) -> TableNode:
    """{% table assets caption="Assets" %}<tr>…cells…</tr>{% endtable %}; options: caption, css, target."""
    bits = token.split_contents()[1:]
    if not bits:
        raise TemplateSyntaxError("table needs a Table")
    options = token_kwargs(bits[1:], parser)
    nodelist = parser.parse(("endtable",))
    parser.delete_first_token()
    return TableNode(parser.compile_filter(bits[0]), options, nodelist)


@register.simple_block_tag(takes_context=True, end_name="endcell")
def cell(context: Context, content: str, key: str, css: str = "") -> SafeString:
    """{% cell "mw" %}{{ asset.mw|mw }}{% endcell %}: a cell with its column's alignment and its label for cards.

    Nothing where the column is not on view.
    """
    column = column_named(context, key)
    if column is None:
        return SafeString("")
    classes = f"{column.css} {css}".strip()
    attribute = format_html(' class="{}"', classes) if classes else ""
    label = "" if column.kind == "deed" else column.card_label
    inside = mark_safe(content.strip())  # noqa: S308 (the template's own content, escaped where it was written)
    return format_html('<td{} data-label="{}">{}</td>', attribute, label, inside)


@register.simple_tag(takes_context=True)
def pages(context: Context, table: Table[Any], target: str = "#results") -> SafeString:
    """Which rows are shown of how many, and the other pages. `target` is the region htmx swaps."""
    parts = {"table": table, "page": table.page, "target": target, "request": context.get("request")}
    return mark_safe(render_to_string("components/pages.html", parts))  # noqa: S308 (a template's own output)


def columns_of(table: Table[Any]) -> dict[str, Column | None]:
    """A table's columns by key; None for those that are not on view."""
    return {column.key: column if column in table.shown else None for column in table.columns}


def column_named(context: Context, key: str) -> Column | None:
    """The column a cell belongs to, None where it is not on view; a fragment of one row asks the context's `table`."""
    columns = context.get(KEY) or columns_of(context["table"])
    try:
        return columns[key]
    except KeyError:
        raise TemplateSyntaxError(f"the table has no column {key!r}; it has {', '.join(columns)}") from None

"""What the styleguide shows: every component with every state, made of values, never of rows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from math import sin
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from portal.core.charts import Bar, Series, Spot, area_map, bar_row, line_chart
from portal.core.forms import Difference, HouseForm, StaleEdit
from portal.core.states import State, Tint
from portal.core.tables import Column, Table
from portal.home.desk import DeskItem

SQUARE = [
    [-3.21, 55.93], [-3.15, 55.945], [-3.09, 55.93], [-3.08, 55.895], [-3.14, 55.88], [-3.2, 55.895], [-3.21, 55.93],
]  # fmt: skip
WIDER = [
    [-3.23, 55.94], [-3.15, 55.957], [-3.07, 55.94], [-3.06, 55.889], [-3.14, 55.868], [-3.22, 55.889], [-3.23, 55.94],
]  # fmt: skip
ASSETS = (
    ("Newbattle battery", "1.200"),
    ("Depot chargers", "0.640"),
    ("Cold store", "0.300"),
    ("CHP plant", "0.500"),
)


class SpecimenTable(Table[Any]):
    """A table of values in memory, in pages of two."""

    columns = (
        Column("name", "Asset", sort="name", kind="head"),
        Column("mw", "Export", unit="MW", numeric=True, sort="mw"),
        Column("worth", "Earned", unit="£", numeric=True),
        Column("state", "Piclo"),
        Column("deed", "", kind="deed"),
    )
    default_sort = "name"
    name = "assets"

    @property
    def page(self) -> Page[Any]:
        """Pages over a list instead of a query."""
        rows = [
            {"name": name, "mw": Decimal(mw), "worth": Decimal(mw) * 1204, "state": state}
            for (name, mw), state in zip(ASSETS, states(), strict=False)
        ]
        return Paginator(rows, 2).get_page(self.query.get("page"))


class SpecimenForm(HouseForm):
    """A form with one of each kind of field."""

    units = {"capacity": "MW", "price": "£/MWh"}
    name = forms.CharField(help_text="As it stands on the connection agreement.")
    capacity = forms.DecimalField(max_digits=9, decimal_places=3, max_value=Decimal("1.290"))
    price = forms.DecimalField(max_digits=9, decimal_places=2, required=False)
    direction = forms.ChoiceField(choices=[("export", "Export"), ("import", "Import")])
    kind = forms.ChoiceField(
        choices=[("ou", "Outage"), ("su", "Sustain")], widget=forms.RadioSelect, initial="ou"
    )
    starts_on = forms.DateField(widget=forms.DateInput({"type": "date"}), required=False)
    reason = forms.CharField(widget=forms.Textarea({"rows": 3}), required=False)
    file = forms.FileField(required=False, label="Meter data", help_text="CSV, half-hourly, kWh.")
    agree = forms.BooleanField(label="Accept by rule when all assets are available", required=False)


def states() -> tuple[State, ...]:
    """One state of each tint."""
    return (
        State("Answer", Tint.ACT, "The operator waits until 16:00"),
        State("Accepted", Tint.GOOD),
        State("Refused", Tint.BAD, "voltage_level: a valid number is required"),
        State("Running", Tint.RUN),
        State("Draft", Tint.IDLE),
    )


def desk_items(now: datetime) -> list[DeskItem]:
    """Lines of the desk as three apps would give them."""
    soon, later = now + timedelta(minutes=18, seconds=40), now + timedelta(hours=1, minutes=18)
    return [
        DeskItem("a", states()[0], "Dispatch 16:30–18:00", "Kelso Grid T1", "#desk", "Answer", "SP-KEL-OU-07",
                 Decimal("0.85"), Decimal("382.5"), soon, who="control desk", primary=True),
        DeskItem("b", State("Approve", Tint.ACT), "Ballot, 12 windows", "Monktonhall Dec", "#desk", "Review", "T2612",
                 Decimal("1.733"), Decimal(4120), later, mine=True, primary=True),
        DeskItem("c", states()[2], "4 assets not taken by Piclo", "Assets", "#desk", "Mend",
                 "“voltage_level: a valid number is required”", since=now - timedelta(hours=3), who="portfolio@demo"),
    ]  # fmt: skip


def delivery(now: datetime) -> SafeString:
    """A delivery under way."""
    start = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=4)
    times = [start + timedelta(minutes=30 * i) for i in range(17)]
    begins, ends = times[6], times[12]
    base = [(at, round(0.62 + 0.05 * sin(i / 2), 3)) for i, at in enumerate(times)]
    asked = [(at, v - 0.4 if begins <= at < ends else None) for at, v in base]
    metered = [
        (at, round(v - (0.37 if at >= begins else 0.01 * sin(i * 3)), 3))
        for i, (at, v) in enumerate(base)
        if at <= now
    ]
    series = [
        Series("baseline", "baseline", base, step=True),
        Series("asked", "instructed", asked, step=True),
        Series("metered", "metered", metered, step=True),
    ]
    return line_chart(series, title="Delivery at Dalkeith HV", unit="MW", band=(begins, ends), now=now)


def pictures(now: datetime) -> dict[str, SafeString]:
    """The charts."""
    month = [
        Bar("Potential", 18240, "idle"),
        Bar("Earned", 14905.2),
        Bar("Missed", -3334.8, "bad"),
        Bar("Invoiced", 9120, "good"),
    ]
    spots = [
        Spot(-3.14, 55.91, "Newbattle battery"),
        Spot(-3.07, 55.92, "Depot chargers", "buffer"),
        Spot(-3.25, 55.87, "CHP plant", "outside"),
    ]
    area, buffer = ({"type": "Polygon", "coordinates": [ring]} for ring in (SQUARE, WIDER))
    return {
        "line": delivery(now),
        "bars": bar_row(month, title="November so far", unit="£"),
        "map": area_map(area, title="Monktonhall", buffer=buffer, spots=spots),
        "no_line": line_chart([], title="", unit="MW"),
        "no_map": area_map(None, title=""),
    }


def features() -> dict[str, Any]:
    """What the Leaflet map reads."""
    shapes = [("area", "Polygon", [SQUARE], "Monktonhall"), ("buffer", "Polygon", [WIDER], "Buffer, 1 km"),
              ("inside", "Point", [-3.14, 55.91], "Newbattle battery")]  # fmt: skip
    found = [
        {
            "type": "Feature",
            "properties": {"kind": kind, "label": label},
            "geometry": {"type": shape, "coordinates": coordinates},
        }
        for kind, shape, coordinates, label in shapes
    ]
    return {"type": "FeatureCollection", "features": found}


def swatches() -> Iterator[tuple[str, str]]:
    """Tokens worth seeing, with what they mean."""
    meanings = {
        "accent": "leads somewhere",
        "act": "needs you",
        "good": "done, right",
        "bad": "lost, or about to be",
        "run": "under way",
    }
    plain = {
        "ink": "text",
        "ink-2": "second text",
        "ink-3": "units, small print",
        "paper": "ground",
        "sheet": "sheets",
        "sunk": "wells",
        "line": "rules",
    }
    yield from (meanings | plain).items()


def faulty_form() -> SpecimenForm:
    """The form after a bad try, with another person's change before it."""
    data = QueryDict(mutable=True)
    data.update({"name": "", "capacity": "1.733", "price": "214.00", "direction": "export", "kind": "ou"})
    form = SpecimenForm(data, prefix=None, auto_id="bad_%s")
    changes = (Difference("Capacity", "1.290", "1.733"), Difference("Price", "–", "214.00"))
    form.stale = StaleEdit("approver@demo", None, changes)  # type: ignore[attr-defined]
    return form


def specimens(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """The context of the styleguide."""
    return {
        "states": states(),
        "deadlines": [now + timedelta(minutes=m) for m in (-4, 19, 79, 600, 4_000)],
        "ages": [now - timedelta(seconds=s) for s in (8, 90, 900)],
        "table": SpecimenTable([], request.GET),  # type: ignore[arg-type]
        "form": SpecimenForm(auto_id="good_%s"),
        "faulty": faulty_form(),
        "items": desk_items(now),
        "pictures": pictures(now),
        "features": features(),
        "swatches": list(swatches()),
        "now": now,
    }

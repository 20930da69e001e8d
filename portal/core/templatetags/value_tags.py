"""Values in running text and cells: numbers, money, times, deadlines, states."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.template import Library
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core import formats
from portal.core.states import State

register = Library()
NEAR = timedelta(hours=2)
SOON = timedelta(minutes=30)


register.filter("percent", formats.percent)
register.filter("money", formats.money)
register.filter("duration", formats.duration)
register.filter("clock", formats.clock)


@register.filter
def number(value: formats.Number | None, places: int | None = None) -> str:
    """{{ count|number }}, {{ share|number:1 }}."""
    return formats.number(value, places)


@register.filter
def mw(value: formats.Number | None) -> str:
    """Megawatts to the kilowatt, "0.850". The unit stands in the heading."""
    return formats.number(value, 3)


@register.filter
def kwh(value: formats.Number | None) -> str:
    """Energy or power on the meter's side, one decimal."""
    return formats.number(value, 1)


@register.filter
def amount(value: formats.Number | None) -> str:
    """Money or a price without its sign, where the heading carries £ or £/MWh: "−184.22"."""
    return formats.number(value, 2)


@register.filter
def day(value: date | datetime | None) -> str:
    """A local day, "Mon 23 Nov"."""
    return formats.day(value, timezone.now())


@register.filter
def moment(value: datetime | None) -> str:
    """A local instant in full, "Mon 23 Nov 16:30": for records, where `when` is for plans."""
    return formats.NOTHING if value is None else f"{day(value)} {formats.clock(value)}"


@register.filter
def ago(value: datetime | None) -> str:
    """How long since, "8 s ago"; "never" where there is no instant."""
    return "never" if value is None else f"{formats.duration(timezone.now() - value)} ago"


@register.filter
def plural_of(count: int, word: str) -> str:
    """{{ 31|plural_of:"asset" }}: "31 assets"; {{ n|plural_of:"entry,entries" }} where an s is not enough."""
    one, _, many = word.partition(",")
    return formats.plural(count, one, many)


@register.simple_tag
def quantity(value: formats.Number | None, unit: str, places: int | None = None) -> SafeString:
    """A number with its quieter unit: {% quantity 1.733 "MW" 3 %}."""
    return format_html(
        '<span class="nowrap">{} <span class="unit">{}</span></span>', number(value, places), unit
    )


@register.simple_tag
def span(start: datetime | None, end: datetime | None) -> str:
    """A stretch of local time: "today 16:30–18:00"."""
    return formats.period(start, end, timezone.now())


@register.simple_tag
def when(value: datetime | None) -> SafeString | str:
    """Local time as one would say it, in a <time>: "16:30", "tomorrow 07:30", "Fri 27 Nov 17:00"."""
    if value is None:
        return formats.NOTHING
    text = formats.when(value, timezone.now())
    return format_html(
        '<time datetime="{}" title="{}" class="nowrap">{}</time>', iso(value), moment(value), text
    )


@register.simple_tag
def london_clock() -> SafeString:
    """The time in the market, ticking in the browser: "Monday 23 November · 15:41:20 London"."""
    now = timezone.now()
    here = formats.local(now)
    text = f"{here:%A} {here.day} {here:%B} · {here:%H:%M:%S} London"
    milliseconds = int(now.timestamp() * 1000)
    return format_html(
        '<time class="clock" data-now="{}" datetime="{}">{}</time>', milliseconds, iso(now), text
    )


@register.simple_tag
def left(value: datetime | None, near: timedelta = NEAR, soon: timedelta = SOON) -> SafeString | str:
    """Time left until an instant, ticking in the browser; amber when near, red when soon, "3 min ago" after it."""
    if value is None:
        return formats.NOTHING
    now = timezone.now()
    rest = value - now
    text = formats.duration(rest) + (" ago" if rest < timedelta() else "")
    return format_html(
        '<time class="left {}" datetime="{}" title="{}" data-left data-near="{}" data-soon="{}">{}</time>',
        urgency(rest, near, soon),
        iso(value),
        moment(value),
        int(near.total_seconds()),
        int(soon.total_seconds()),
        text,
    )


@register.simple_tag
def countdown(value: datetime | None) -> SafeString | str:
    """A deadline in full, local time and time left: "17:00 · 1 h 18 min"."""
    if value is None:
        return formats.NOTHING
    return format_html('<span class="nowrap">{} · {}</span>', when(value), left(value))


@register.simple_tag
def pulse(value: datetime | None, label: str = "heard", late: int = 60, lost: int = 300) -> SafeString:
    """The age of data with a dot: green, amber after `late` seconds, red after `lost`."""
    if value is None:
        return format_html('<span class="pulse idle">{} never</span>', label)
    age = int((timezone.now() - value).total_seconds())
    tint = "bad" if age >= lost else "act" if age >= late else "good"
    return format_html(
        '<span class="pulse {}" data-age data-late="{}" data-lost="{}">{} <time datetime="{}">{}</time></span>',
        tint,
        late,
        lost,
        label,
        iso(value),
        ago(value),
    )


@register.simple_tag
def state(value: State | str, tint: str = "idle", why: str = "") -> SafeString:
    """A state as a tinted word: {% state ballot.state_shown %} or {% state "Answer" "act" %}."""
    shown = value if isinstance(value, State) else State(str(value), tint, why)  # type: ignore[arg-type]
    title = format_html(' title="{}"', shown.why) if shown.why else ""
    return format_html('<span class="state {}"{}>{}</span>', shown.tint, title, shown.word)


def urgency(rest: timedelta, near: timedelta, soon: timedelta) -> str:
    """The class of a countdown."""
    if rest < timedelta():
        return "past"
    return "soon" if rest <= soon else "near" if rest <= near else ""


def iso(value: datetime) -> str:
    """An instant for `datetime` attributes, in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@register.simple_tag
def meter(
    value: Decimal | float | int | None, most: Decimal | float | int = 1, tint: str = "", label: str = ""
) -> SafeString:
    """A thin bar of a share, as SVG: {% meter 0.78 label="78 % of 41" %}."""
    share = 0.0 if not value or not most else max(0.0, min(100.0, float(value) / float(most) * 100))
    return format_html(
        '<svg class="meter {}" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect width="{}" height="6" fill="currentColor"/></svg>',
        tint,
        label or f"{share:.0f} %",
        f"{share:.2f}",
    )

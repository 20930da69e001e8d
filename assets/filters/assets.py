"""What the list of assets can be narrowed by, on its page, in its export and in the API."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from assets.models import Asset, AssetGroup, AssetStatus, Eligibility, PushState
from assets.models.asset import AssetQuerySet
from assets.rules.kinds import CATEGORY_LABELS, TYPE_LABELS
from assets.rules.mpan import DISTRIBUTORS
from assets.rules.voltages import BANDS
from assets.selectors.searching import assets_found
from portal.accounts.models import Membership
from portal.core.counting import Leaves

VOLTAGES = [*((code, band.label) for code, band in BANDS.items()), ("unknown", "Not given")]

# What is unsent although Piclo has it, as its state is worded.
DIFFERS = ("differs", "Differs")


def choice(label: str, choices: Any, **options: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, empty_label="All", choices=list(choices), **options)


def member_of(request: Any) -> Membership | None:
    """Whoever asks, on a page or in the API; nobody where the API is described."""
    member: Membership | None = getattr(getattr(request, "_request", request), "member", None)
    return member


def groups_of(request: Any) -> QuerySet[AssetGroup]:
    """The groups of whoever asks."""
    member = member_of(request)
    return AssetGroup.objects.visible_to(member).order_by("name") if member else AssetGroup.objects.none()


class GroupFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    """A group's assets are counted beyond the page only when asked: that takes as long as finding them."""

    def filter(self, assets: AssetQuerySet, value: AssetGroup | None) -> AssetQuerySet:
        found: AssetQuerySet = super().filter(assets, value)
        return found.leaving(assets.leaves or Leaves.MANY) if value else found


class AssetFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By what people know of assets, what they are, where they belong and how they stand to Piclo."""

    search = django_filters.CharFilter(
        label="Search",
        method="with_words",
        widget=forms.TextInput({"type": "search", "placeholder": "Name, reference, postcode, MPAN"}),
    )
    status = choice("Status", AssetStatus.choices)
    push_state = choice("Piclo", [*PushState.choices, DIFFERS], method="by_push_state")
    group = GroupFilter(label="Group", empty_label="All", queryset=groups_of, field_name="groups")
    eligible = choice(
        "Open competitions",
        [("yes", "Eligible for one"), ("no", "Eligible for none")],
        method="by_eligibility",
    )
    category = choice("Category", CATEGORY_LABELS.items())
    asset_type = choice("Type", TYPE_LABELS.items())
    voltage = choice("Voltage", VOLTAGES, method="by_voltage")
    operator = choice("Operator", DISTRIBUTORS.items(), method="by_operator")

    # Of less use from day to day: folded away on the page until one of them is set.
    seldom = ("category", "asset_type", "voltage", "operator")

    class Meta:
        model = Asset
        fields = ()

    def said(self) -> list[tuple[str, str]]:
        """What it is narrowed by, as label and value in words."""
        fields = self.form.fields
        return [(str(fields[name].label), _words(fields[name], value)) for name, value in self._set().items()]

    def query_kept(self) -> str:
        """The part of its query that means something, with the sort."""
        kept = QueryDict(mutable=True)
        for name in (*self._set(), "sort"):
            if self.data.get(name):
                kept[name] = self.data[name]
        return kept.urlencode()

    def _set(self) -> dict[str, Any]:
        """The filters that are set, and make sense."""
        self.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}

    def with_words(self, assets: AssetQuerySet, name: str, value: str) -> AssetQuerySet:
        """Assets that carry what is typed in what people know them by."""
        member = member_of(self.request)
        return assets_found(assets, value, member.organisation_id) if member else assets.none()

    def by_push_state(self, assets: AssetQuerySet, name: str, value: str) -> AssetQuerySet:
        """By the state as it is worded: what Piclo has and is unsent differs; the rest of the unsent it never had."""
        if value == "differs":
            return assets.filter(push_state=PushState.NOT_SENT).exclude(piclo_id="")
        found = assets.filter(push_state=value)
        return found.filter(piclo_id="") if value == PushState.NOT_SENT else found

    def by_voltage(self, assets: AssetQuerySet, name: str, value: str) -> AssetQuerySet:
        if value == "unknown":
            return assets.filter(voltage_level_kv=None)
        band = BANDS[value]
        within = Q(voltage_level_kv__gt=band.above_kv)
        if band.upto_kv is not None:
            within &= Q(voltage_level_kv__lte=band.upto_kv)
        return assets.filter(within)

    def by_operator(self, assets: AssetQuerySet, name: str, value: str) -> AssetQuerySet:
        """Assets in a distributor's network, by the first two digits of the MPAN."""
        return assets.filter(network=value)

    def by_eligibility(self, assets: AssetQuerySet, name: str, value: str) -> AssetQuerySet:
        """Assets that would qualify for a competition still open, by our own reading; or those that would not."""
        if value == "yes":
            return assets.filter(
                eligibility__competitions__gt=0, eligibility__open_until_at__gt=timezone.now()
            )
        open_now = Eligibility.objects.filter(competitions__gt=0, open_until_at__gt=timezone.now())
        fits = open_now.filter(asset=OuterRef("pk"))
        return assets.filter(~Exists(fits))


def _words(field: forms.Field, value: Any) -> str:
    """A value as its choice names it."""
    choices = getattr(field, "choices", None)
    return str(dict(choices).get(value, value)) if isinstance(value, str) and choices else str(value)

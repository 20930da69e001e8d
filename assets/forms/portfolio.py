"""What the forms of assets and of planned assets have in common."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.urls import reverse

from assets.rules.checks import Faults
from assets.rules.kinds import CATEGORIES, CATEGORY_LABELS, TYPE_LABELS, type_label
from portal.core.forms import VersionedModelForm

BLANK = ("", "Choose…")


class PortfolioForm(VersionedModelForm):
    """All that people may say of a row that goes to Piclo. Words of Piclo's that we do not know stay choosable."""

    # The columns that Piclo's rules are about, and those that are kept.
    judged: ClassVar[tuple[str, ...]]
    kept: ClassVar[tuple[str, ...]]
    # The address that is asked about a field when it is left, and what names the row there.
    check_at: ClassVar[str]
    check_of: ClassVar[str]
    # Free texts to which those already in use are offered.
    suggested: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._check_when_left()
        for name in self.suggested:
            self.fields[name].widget.attrs |= {"list": f"used-{name}", "autocomplete": "off"}
        for name, value in self.initial.items():
            if isinstance(value, Decimal):
                self.initial[name] = f"{value.normalize():f}"

    def faults(self, values: dict[str, Any], standing: dict[str, Any] | None) -> Faults:
        """What the rules say of values, of a row that stands only what is new."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """The rules, said under the fields they are about."""
        values = super().clean() or self.cleaned_data
        standing = {column: getattr(self.instance, column) for column in self.judged}
        self.add_faults(self.faults(values, standing if self.instance.pk else None))
        return values

    def add_faults(self, faults: Faults) -> None:
        """Show faults, in the rules' or the service's words."""
        for name, words in faults.items():
            for word in words:
                self.add_error(name if name in self.fields else None, word)

    def values(self) -> dict[str, Any]:
        """What was entered, by column."""
        return {column: self.cleaned_data[column] for column in self.kept}

    def offer(self, name: str, choices: Iterable[Any]) -> None:
        """Let one of `choices` be chosen."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [BLANK, *choices]

    def _check_when_left(self) -> None:
        """Each field is asked about when it is left; the answer goes under it and nothing is saved."""
        about = f"&{self.check_of}={self.instance.pk}" if self.instance.pk else ""
        for name, field in self.fields.items():
            if name != "version":
                field.checked = True  # type: ignore[attr-defined]
                field.widget.attrs |= {
                    "hx-post": f"{reverse(self.check_at)}?field={name}{about}",
                    "hx-trigger": "change",
                    "hx-target": f"#id_{name}_said",
                    "hx-swap": "innerHTML",
                }


def types_offered(kept: str) -> list[Any]:
    """The types of assets by their category, and one of Piclo's that stands there and is not among them."""
    types: list[Any] = [
        (CATEGORY_LABELS[category], (*words.items(),)) for category, words in CATEGORIES.items()
    ]
    if kept and kept not in TYPE_LABELS:
        types.append(("As Piclo has it", ((kept, type_label(kept)),)))
    return types

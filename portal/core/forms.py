"""Forms in the house's look: units beside fields, faults under them, and edits that notice another person's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from django.template import loader

if TYPE_CHECKING:
    from django.template.backends.base import _EngineTemplate


class HouseRenderer(DjangoTemplates):
    """Draws forms and fields with templates/components, widgets as Django does."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def get_template(self, template_name: str) -> "_EngineTemplate":
        """Our own templates come from the project, everything else from Django."""
        if template_name.startswith("components/"):
            return loader.get_template(template_name)
        found: _EngineTemplate = super().get_template(template_name)
        return found


class HouseMixin(forms.BaseForm):
    """What every form of the portal does. `units` maps a field's name to the unit shown beside it."""

    default_renderer = HouseRenderer
    units: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name, field in self.fields.items():
            dress(field, self.units.get(name, ""))


class HouseForm(HouseMixin, forms.Form):
    """A form of its own."""


class HouseModelForm(HouseMixin, forms.ModelForm[Any]):
    """A form over a row."""


def dress(field: forms.Field, unit: str = "") -> None:
    """Give a field its unit and a keyboard that fits. Numbers are text inputs: a wheel must not change a bid."""
    field.unit = unit  # type: ignore[attr-defined]
    if isinstance(field.widget, forms.NumberInput):
        whole = not isinstance(field, (forms.FloatField, forms.DecimalField))
        attrs = {key: value for key, value in field.widget.attrs.items() if key not in {"min", "max", "step"}}
        field.widget.input_type = "text"
        field.widget.attrs = attrs | {
            "inputmode": "numeric" if whole else "decimal",
            "autocomplete": "off",
            "class": f"{attrs.get('class', '')} amount".strip(),
        }


@dataclass(frozen=True)
class Difference:
    """One field that another person changed while this form was open."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class StaleEdit:
    """Another person saved first: who, when, and what differs from what stands in this form."""

    who: str
    when: datetime | None
    differences: tuple[Difference, ...]


class VersionedModelForm(HouseModelForm):
    """An edit form that carries the version its reader saw.

    In the view: `form.stale_against(current)` is False, or the form shows the other person's change and the
    version is renewed, so that a second, deliberate save goes through.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = getattr(self.instance, "version", None)
        self.stale: StaleEdit | None = None

    def stale_against(self, current: Model, who: str = "somebody", when: datetime | None = None) -> bool:
        """Whether `current` (read afresh) is newer than what was edited; if so, say so in the form."""
        standing = getattr(current, "version", None)
        if self.data.get(self.add_prefix("version")) == str(standing):
            return False
        self.stale = StaleEdit(who, when, tuple(self.differences_from(current)))
        renewed = QueryDict(mutable=True)
        renewed.update(self.data)
        renewed[self.add_prefix("version")] = str(standing)
        self.data = renewed
        return True

    def differences_from(self, current: Model) -> list[Difference]:
        """The fields whose value in the database is not what this form would save."""
        found = []
        for bound in self.visible_fields():
            theirs = bound.field.prepare_value(
                bound.field.to_python(forms.model_to_dict(current).get(bound.name))
            )
            yours = bound.value()
            if bound.field.has_changed(theirs, yours):
                found.append(Difference(str(bound.label), spoken(bound, theirs), spoken(bound, yours)))
        return found


def spoken(bound: BoundField, value: Any) -> str:
    """A field's value in the words people see: the choice's label rather than its code."""
    choices = dict(getattr(bound.field, "choices", []) or [])
    labels = {str(key): str(label) for key, label in choices.items()}
    return labels.get(str(value), "–" if value in (None, "") else str(value))

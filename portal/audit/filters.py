"""What events can be searched by: on the activity page and in the API alike."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from portal.audit.models import Event


class EventFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By what it was about, by word, and by who did it."""

    subject = django_filters.CharFilter(
        field_name="subject_label",
        lookup_expr="icontains",
        label="About",
        widget=forms.TextInput({"type": "search"}),
    )
    kind = django_filters.CharFilter(lookup_expr="icontains", label="What")
    person = django_filters.CharFilter(method="by_person", label="Who")

    class Meta:
        model = Event
        fields = ("subject", "kind", "person")

    def by_person(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Part of the name or the e-mail address of who acted."""
        return events.filter(Q(actor__email__icontains=value) | Q(actor__name__icontains=value))

"""Bodies of applications. Which questions an operator asks is not public: any answers are taken that are text."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from experience.api.fields import checked
from experience.market.errors import Refused
from experience.market.models import DpsRecord, FlexProvider

SECTIONS = ("organisation_profile", "organisation_status", "audit_insurance_legal", "declaration")


class DocumentBody(serializers.Serializer[Any]):
    """A document named in an application."""

    type = serializers.CharField(max_length=40)
    entity = serializers.CharField(max_length=200)
    file_name = serializers.CharField(max_length=200)
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")
    expires_on = serializers.DateField(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        """Kept as it was written, once it has been read."""
        super().to_internal_value(data)
        return data


class ApplicationBody(serializers.Serializer[Any]):
    """An application as it is handed in."""

    provider = serializers.CharField(max_length=64)
    dps_record_reference = serializers.CharField(max_length=40)
    sections = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(max_length=2000))
    )
    documents = DocumentBody(many=True)

    def validate_sections(self, sections: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        """All four sections, none of them empty."""
        missing = [name for name in SECTIONS if not sections.get(name)]
        if missing:
            raise serializers.ValidationError(f"Not filled in: {', '.join(missing)}.")
        return sections


def application_values(
    raw: Mapping[str, Any], provider: FlexProvider, *, partial: bool = False
) -> dict[str, Any]:
    """The body's values with the DPS record in place of its reference."""
    values = checked(ApplicationBody, raw, partial=partial)
    if values.pop("provider", provider.pk) != provider.pk:
        raise Refused({"provider": ["This is not your Flex Provider ID."]})
    reference = values.pop("dps_record_reference", None)
    if reference is not None:
        values["dps_record"] = DpsRecord.objects.filter(reference=reference).first()
        if values["dps_record"] is None:
            raise Refused({"dps_record_reference": [f"There is no DPS record {reference}."]})
    return values

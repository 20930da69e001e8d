"""Applications and documents as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from competitions.models import Application, ApplicationSending, CompanyDocument
from competitions.rules.documents import DocumentKind
from portal.accounts.api_access import member_of
from portal.accounts.permissions import Permission


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """How an application stands; `reason` is the operator's own."""

    class Meta:
        model = Application
        fields = (
            "id",
            "operator_name",
            "dps_record_reference",
            "piclo_id",
            "status",
            "reason",
            "version",
            "submitted_at",
            "decided_at",
            "modified_at",
        )


class DocumentSerializer(serializers.ModelSerializer[CompanyDocument]):
    """A document; `application` is null where it goes with every application."""

    class Meta:
        model = CompanyDocument
        fields = (
            "id",
            "application",
            "kind",
            "entity",
            "expires_on",
            "name",
            "size",
            "sha256",
            "uploaded_at",
            "replaced_at",
        )


class SendingSerializer(serializers.ModelSerializer[ApplicationSending]):
    """One sending: how far it is, what went with it, and what the operator decided."""

    documents = DocumentSerializer(many=True)

    class Meta:
        model = ApplicationSending
        fields = (
            "number",
            "state",
            "words",
            "channel",
            "asked_at",
            "submitted_at",
            "outcome",
            "reason",
            "decided_at",
            "documents",
        )


class ApplicationDetailSerializer(ApplicationSerializer):
    """An application with its sendings, the newest first; `answers` for those who may edit them."""

    sendings = SendingSerializer(many=True)

    class Meta(ApplicationSerializer.Meta):
        fields = (*ApplicationSerializer.Meta.fields, "answers", "sendings")  # type: ignore[assignment]

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and hasattr(request._request, "member"):
            member = member_of(request)
            if member and not member.can(Permission.APPLICATIONS_EDIT):
                fields.pop("answers")
        return fields


class ApplicationBodySerializer(serializers.Serializer[Any]):
    """Which market to apply to."""

    operator_name = serializers.CharField(max_length=120)
    dps_record_reference = serializers.CharField(max_length=80)


class SectionSerializer(serializers.Serializer[Any]):
    """Answers by question: dates as 2027-10-31, sums in plain pounds, "yes" or "no"."""

    version = serializers.IntegerField()
    answers = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=2_000))


class SentSerializer(serializers.Serializer[Any]):
    """When it was handed in."""

    at = serializers.DateTimeField()


class DecisionSerializer(serializers.Serializer[Any]):
    """What was decided and when; a rejection with the operator's reason."""

    approved = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True, default="", max_length=2_000)
    at = serializers.DateTimeField()


class DocumentBodySerializer(serializers.Serializer[Any]):
    """A file with what it is; `application` where it is for one operator alone."""

    file = serializers.FileField()
    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in DocumentKind])
    entity = serializers.CharField(max_length=200)
    expires_on = serializers.DateField(required=False, allow_null=True)
    application = serializers.PrimaryKeyRelatedField(
        queryset=Application.objects.none(), required=False, allow_null=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if member := self.context.get("member"):
            self.fields["application"].queryset = Application.objects.visible_to(member)  # type: ignore[attr-defined]

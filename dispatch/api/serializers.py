"""Instructions as the API shows them, and the answer it takes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from dispatch.models import Answer, Instruction
from dispatch.rules.answers import LONGEST_REASON, why_no_reason


class InstructionSerializer(serializers.ModelSerializer[Instruction]):
    """An instruction in its newest version. Instants are UTC, capacity is MW, ids are Piclo's."""

    version = serializers.IntegerField(source="piclo_version")
    obligation = serializers.CharField(source="obligation_piclo_id")
    competition = serializers.CharField(source="competition_piclo_id")
    assets = serializers.ListField(source="asset_piclo_ids", child=serializers.CharField())
    answered_by = serializers.SerializerMethodField()

    class Meta:
        model = Instruction
        fields = (
            "id",
            "piclo_id",
            "version",
            "status",
            "start_at",
            "end_at",
            "capacity_mw",
            "direction",
            "obligation",
            "competition",
            "assets",
            "respond_by_at",
            "issued_at",
            "stopped_at",
            "answer",
            "answer_state",
            "answer_reason",
            "answer_words",
            "answered_by",
            "answered_at",
        )

    @extend_schema_field(serializers.EmailField(allow_null=True))
    def get_answered_by(self, instruction: Instruction) -> str | None:
        """The e-mail address of whoever answered."""
        return instruction.answered_by.email if instruction.answered_by else None


class AnswerSerializer(serializers.Serializer[Any]):
    """Accept or reject. `version` is the version that was looked at: a changed instruction is not answered."""

    answer = serializers.ChoiceField(choices=Answer.choices)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REASON)
    version = serializers.IntegerField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A rejection has a reason."""
        words = why_no_reason(attrs["answer"], attrs["reason"])
        if words:
            raise serializers.ValidationError({"reason": words})
        return attrs

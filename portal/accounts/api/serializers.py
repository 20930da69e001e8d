"""People and events as the API shows them."""

from rest_framework import serializers

from portal.accounts.models import Membership
from portal.audit.models import Event


class MeSerializer(serializers.ModelSerializer[Membership]):
    """Whom a request acts for, where, and what that allows."""

    email = serializers.EmailField(source="user.email")
    name = serializers.CharField(source="user.name")
    organisation = serializers.CharField(source="organisation.name")
    environment = serializers.CharField(source="organisation.environment")
    permissions = serializers.SerializerMethodField()

    class Meta:
        model = Membership
        fields = ("email", "name", "organisation", "environment", "roles", "permissions")

    def get_permissions(self, member: Membership) -> list[str]:
        return sorted(member.permissions)


class MemberSerializer(serializers.ModelSerializer[Membership]):
    email = serializers.EmailField(source="user.email")
    name = serializers.CharField(source="user.name")

    class Meta:
        model = Membership
        fields = ("id", "email", "name", "roles")


class EventSerializer(serializers.ModelSerializer[Event]):
    """One decision; `actor` is null where a rule or a feed acted, and `rule` says which."""

    actor = serializers.EmailField(source="actor.email", allow_null=True)

    class Meta:
        model = Event
        fields = (
            "id",
            "at",
            "kind",
            "actor",
            "rule",
            "subject_type",
            "subject_id",
            "subject_label",
            "before",
            "after",
        )

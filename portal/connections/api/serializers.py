"""The connection and its runs as the API shows them: no credential, neither whole nor in part."""

from rest_framework import serializers

from portal.piclo.models import Connection, FeedState, RefusedRecord, SyncRun


class FeedSerializer(serializers.ModelSerializer[FeedState]):
    """How often a feed is read, in seconds, and when next."""

    class Meta:
        model = FeedState
        fields = ("feed", "interval_s", "due_at", "failures")


class ConnectionSerializer(serializers.ModelSerializer[Connection]):
    """The organisation's access to Piclo."""

    environment = serializers.CharField(source="organisation.environment")
    feeds = FeedSerializer(many=True)

    class Meta:
        model = Connection
        fields = (
            "environment",
            "base_url",
            "provider_id",
            "client_id",
            "state",
            "last_word",
            "heard_at",
            "feeds",
        )


RUN_FIELDS = (
    "id",
    "feed",
    "trigger",
    "state",
    "started_at",
    "ended_at",
    "seen",
    "created",
    "changed",
    "unchanged",
    "gone",
    "refused",
    "error",
)


class SyncRunSerializer(serializers.ModelSerializer[SyncRun]):
    """One reading of a feed."""

    class Meta:
        model = SyncRun
        fields = RUN_FIELDS


class RefusedRecordSerializer(serializers.ModelSerializer[RefusedRecord]):
    """A record that could not be understood, with the reason and all of it as received."""

    class Meta:
        model = RefusedRecord
        fields = ("ref", "reason", "raw")


class SyncRunDetailSerializer(serializers.ModelSerializer[SyncRun]):
    """One reading with what it left out."""

    refused_records = RefusedRecordSerializer(many=True)

    class Meta:
        model = SyncRun
        fields = (*RUN_FIELDS, "refused_records")

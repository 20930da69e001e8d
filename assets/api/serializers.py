"""Assets as the API shows and takes them: our columns, decimals as strings."""

from typing import Any

from rest_framework import serializers

from assets.models import Asset
from assets.rules.checks import faults_of, new_faults
from assets.rules.fields import COLUMNS


class AssetSerializer(serializers.ModelSerializer[Asset]):
    """An asset, the ids of its groups, its state towards Piclo; `push_words` are Piclo's own where it refused."""

    class Meta:
        model = Asset
        fields = (
            "id",
            *COLUMNS,
            "coordinates_from",
            "shares_meter",
            "groups",
            "version",
            "piclo_id",
            "push_state",
            "push_words",
            "pushed_at",
            "uploaded_at",
            "created_at",
            "modified_at",
        )


class AssetBodySerializer(serializers.ModelSerializer[Asset]):
    """What may be said of an asset. `version` guards a change: 409 when the asset has another by then.

    With `send` it also goes to Piclo.
    """

    version = serializers.IntegerField(required=False, write_only=True)
    send = serializers.BooleanField(required=False, default=False, write_only=True)
    voltage_level_kv = serializers.DecimalField(max_digits=7, decimal_places=3)

    class Meta:
        model = Asset
        fields = (*COLUMNS, "shares_meter", "version", "send")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The rules of an asset over what it would be."""
        standing = {name: getattr(self.instance or Asset(), name) for name in COLUMNS}
        wanted = {**standing, **attrs}
        faults = new_faults(standing, wanted) if self.instance else faults_of(wanted)
        if faults:
            raise serializers.ValidationError(faults)
        return attrs

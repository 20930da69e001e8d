"""A service's answer over the API, its refusals as the API's errors."""

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework.serializers import ValidationError

from assets.services import AssetError, InvalidAssetError
from portal.core.api import Refused

Answer = TypeVar("Answer")


def said(service: Callable[..., Answer], **arguments: Any) -> Answer:
    """What a service made: 400 by field for values with faults, 409 in words for what cannot be done."""
    try:
        return service(**arguments)
    except InvalidAssetError as invalid:
        raise ValidationError(invalid.faults) from invalid
    except AssetError as error:
        raise Refused(str(error)) from error

"""Why something cannot be done with an asset, in words for people."""

from assets.models.pushed import Pushed
from assets.rules.checks import Faults


class AssetError(Exception):
    """An asset cannot be so, or that cannot be done with it; the message is for people."""


class InvalidAssetError(AssetError):
    """Its values have faults, by field."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(" ".join(word for words in faults.values() for word in words))
        self.faults = faults


class StaleAssetError(AssetError):
    """Somebody, or Piclo, changed it since the form was opened. `current` is how the asset, or planned one, stands."""

    def __init__(self, current: Pushed) -> None:
        super().__init__(f"{current} was changed by somebody else in the meantime.")
        self.current = current


class CannotTakeError(AssetError):
    """Piclo's values cannot be taken: nothing differs, it is on its way, or they do not fit here."""


class PortfolioBusyError(AssetError):
    """References and meters cannot be judged now: somebody else's changes to them are being written."""

    def __init__(self) -> None:
        super().__init__("An import is being applied just now. Nothing was saved: try again in a minute.")


class NotConnectedError(AssetError):
    """There is no Piclo to ask: the organisation has no connection."""


class NothingToSendError(AssetError):
    """What was asked to be sent is in step, or on its way."""

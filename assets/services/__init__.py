"""What people do with assets. Each is one transaction that records who did what."""

from assets.services.changing import archive_asset, change_asset, create_asset
from assets.services.differences import take_theirs
from assets.services.errors import (
    AssetError,
    CannotTakeError,
    InvalidAssetError,
    NotConnectedError,
    NothingToSendError,
    PortfolioBusyError,
    StaleAssetError,
)
from assets.services.planned import (
    ask_to_push_planned,
    change_planned_asset,
    create_planned_asset,
    discard_planned_asset,
)
from assets.services.push_runs import RunIsOverError, pause_run, resume_run, stop_run
from assets.services.pushing import ask_to_push, ask_to_push_all, ask_to_push_many
from assets.services.readings import read_now
from assets.services.saved import (
    FilterNameTakenError,
    FilterOfAnotherError,
    change_filter,
    choose_columns,
    delete_filter,
    forget_columns,
    save_filter,
)

__all__ = [
    "AssetError",
    "CannotTakeError",
    "FilterNameTakenError",
    "FilterOfAnotherError",
    "InvalidAssetError",
    "NotConnectedError",
    "NothingToSendError",
    "PortfolioBusyError",
    "RunIsOverError",
    "StaleAssetError",
    "archive_asset",
    "ask_to_push",
    "ask_to_push_all",
    "ask_to_push_many",
    "ask_to_push_planned",
    "change_asset",
    "change_filter",
    "change_planned_asset",
    "choose_columns",
    "create_asset",
    "create_planned_asset",
    "delete_filter",
    "discard_planned_asset",
    "forget_columns",
    "pause_run",
    "read_now",
    "resume_run",
    "save_filter",
    "stop_run",
    "take_theirs",
]

"""What the forms of assets and of planned assets do when they are sent."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils import timezone

from assets.forms.portfolio import PortfolioForm
from assets.models.pushed import Pushed
from assets.selectors import last_change
from assets.services import InvalidAssetError, PortfolioBusyError, StaleAssetError
from portal.accounts.access import MemberRequest

P = TypeVar("P", bound=Pushed)


def saved_by(
    service: Callable[..., P], request: MemberRequest, form: PortfolioForm, **arguments: Any
) -> P | None:
    """What a service made of a valid form; nothing where it refuses, and the reason stands on the form then."""
    try:
        return service(by=request.member, now=timezone.now(), send="send" in request.POST, **arguments)
    except StaleAssetError as stale:
        who, when = last_change(stale.current)
        form.stale_against(stale.current, who, when)
    except InvalidAssetError as invalid:
        form.add_faults(invalid.faults)
    except PortfolioBusyError as busy:
        form.add_error(None, str(busy))
    return None


def changes_of(form: PortfolioForm) -> dict[str, Any]:
    """What a form that edits a row says: the values, and the version that they were written over."""
    return {"version": form.cleaned_data["version"] or 0, "changes": form.values()}

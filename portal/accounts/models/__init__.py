from portal.accounts.models.organisation import Membership, Organisation
from portal.accounts.models.token import ApiToken
from portal.accounts.models.user import User

__all__ = ["ApiToken", "Membership", "Organisation", "User"]

from competitions.models.application import Application, ApplicationStatus
from competitions.models.application_sending import ApplicationSending
from competitions.models.company_document import CompanyDocument, ExpiryReminder
from competitions.models.competition import Competition
from competitions.models.opportunity import Opportunity
from competitions.models.piclo_standing import PicloStanding, StandingReading, StandingStatus
from competitions.models.service import ServicePeriod, ServiceWindow

__all__ = [
    "Application",
    "ApplicationSending",
    "ApplicationStatus",
    "CompanyDocument",
    "Competition",
    "ExpiryReminder",
    "Opportunity",
    "PicloStanding",
    "ServicePeriod",
    "ServiceWindow",
    "StandingReading",
    "StandingStatus",
]

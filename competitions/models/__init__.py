from competitions.models.application import Application, ApplicationStatus
from competitions.models.application_sending import ApplicationSending
from competitions.models.company_document import CompanyDocument, ExpiryReminder
from competitions.models.competition import Competition
from competitions.models.opportunity import Opportunity
from competitions.models.piclo_standing import PicloStanding, StandingReading, StandingStatus
from competitions.models.service import ServicePeriod, ServiceWindow
from competitions.models.verdict import Ground, Judged, Verdict

__all__ = [
    "Application",
    "ApplicationSending",
    "ApplicationStatus",
    "CompanyDocument",
    "Competition",
    "ExpiryReminder",
    "Ground",
    "Judged",
    "Opportunity",
    "PicloStanding",
    "ServicePeriod",
    "ServiceWindow",
    "StandingReading",
    "StandingStatus",
    "Verdict",
]

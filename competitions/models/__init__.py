from competitions.models.application import Application, ApplicationStatus
from competitions.models.competition import Competition
from competitions.models.opportunity import Opportunity
from competitions.models.service import ServicePeriod, ServiceWindow

__all__ = [
    "Application",
    "ApplicationStatus",
    "Competition",
    "Opportunity",
    "ServicePeriod",
    "ServiceWindow",
]

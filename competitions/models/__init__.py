from competitions.models.competition import Competition, ServicePeriod, ServiceWindow
from competitions.models.opportunity import Opportunity

__all__ = ["Competition", "Opportunity", "ServicePeriod", "ServiceWindow"]

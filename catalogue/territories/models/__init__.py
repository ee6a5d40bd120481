from catalogue.territories.models.organisation import Organisation, OrganisationKind
from catalogue.territories.models.territory import Containment, Kind, OtherName, PriorityPolicy, Territory
from catalogue.territories.strata import Stratum

__all__ = [
    "Containment",
    "Kind",
    "Organisation",
    "OrganisationKind",
    "OtherName",
    "PriorityPolicy",
    "Stratum",
    "Territory",
]

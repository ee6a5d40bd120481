from catalogue.territories.models.organisation import Organisation, OrganisationKind
from catalogue.territories.models.territory import Containment, Kind, OtherName, PriorityPolicy, Territory
from catalogue.territories.models.word import NameWord
from catalogue.territories.strata import Stratum

__all__ = [
    "Containment",
    "Kind",
    "NameWord",
    "Organisation",
    "OrganisationKind",
    "OtherName",
    "PriorityPolicy",
    "Stratum",
    "Territory",
]

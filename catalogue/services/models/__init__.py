from catalogue.services.choices import CostModel, Family, Outcome, Phase, Rgaa
from catalogue.services.models.allowance import Allowance
from catalogue.services.models.announcement import Announcement
from catalogue.services.models.answered_need import Screenshot
from catalogue.services.models.catalogue_page import CataloguePage
from catalogue.services.models.conditions import OnboardingStep, RequiredService
from catalogue.services.models.former_slug import FormerSlug
from catalogue.services.models.governance import ConsortiumMember, CostShare, Partner
from catalogue.services.models.image import StoreImage, StoreRendition
from catalogue.services.models.link_check import LinkCheck
from catalogue.services.models.load_memory import LoadMemory
from catalogue.services.models.origin_step import OriginStep
from catalogue.services.models.service_page import ServicePage
from catalogue.services.models.vocabulary import Audience, Connection, LegalVehicle, Theme

__all__ = [
    "Allowance",
    "Announcement",
    "Audience",
    "CataloguePage",
    "Connection",
    "ConsortiumMember",
    "CostModel",
    "CostShare",
    "Family",
    "FormerSlug",
    "LegalVehicle",
    "LinkCheck",
    "LoadMemory",
    "OnboardingStep",
    "OriginStep",
    "Outcome",
    "Partner",
    "Phase",
    "RequiredService",
    "Rgaa",
    "Screenshot",
    "ServicePage",
    "StoreImage",
    "StoreRendition",
    "Theme",
]

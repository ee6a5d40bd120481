"""Consultations, what is contributed to them, propositions and their supports, projects and their pilots."""

from catalogue.needs.models.consultation import (
    Consultation,
    ConsultationCount,
    ConsultationIndex,
    ConsultationPhase,
    ConsultationStep,
    PhaseChange,
    PhaseKind,
)
from catalogue.needs.models.contribution import (
    AlreadyThere,
    Contribution,
    ContributionFile,
    Destination,
    Investigation,
    InvestigationRequest,
    Profile,
)
from catalogue.needs.models.need import PUBLIC_STAGES, Follow, Need, NeedAct, NeedEvent, NeedKind, Stage
from catalogue.needs.models.project import Candidacy, LogbookEntry, PilotCall, PilotSite, Project
from catalogue.needs.models.proposition import Objection, Proposition, Support, SupportState

__all__ = [
    "PUBLIC_STAGES",
    "AlreadyThere",
    "Candidacy",
    "Consultation",
    "ConsultationCount",
    "ConsultationIndex",
    "ConsultationPhase",
    "ConsultationStep",
    "Contribution",
    "ContributionFile",
    "Destination",
    "Follow",
    "Investigation",
    "InvestigationRequest",
    "LogbookEntry",
    "Need",
    "NeedAct",
    "NeedEvent",
    "NeedKind",
    "Objection",
    "PhaseChange",
    "PhaseKind",
    "PilotCall",
    "PilotSite",
    "Profile",
    "Project",
    "Proposition",
    "Stage",
    "Support",
    "SupportState",
]

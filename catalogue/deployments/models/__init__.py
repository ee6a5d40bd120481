"""Deployments, their signatures, history and figures, and requests for adoption."""

from catalogue.deployments.models.batch import Batch, BatchState
from catalogue.deployments.models.deployment import Deployment, DeploymentQuerySet
from catalogue.deployments.models.deployment_event import UNTOLD, Act, Channel, DeploymentEvent
from catalogue.deployments.models.request import (
    OPEN_STATES,
    WITHOUT_ACCOUNT,
    AdoptionRequest,
    Function,
    RequestedService,
    RequestEvent,
    RequestState,
)
from catalogue.deployments.models.service_figures import AreaUse, OrganisationUse, PlaceUse, ServiceFigures
from catalogue.deployments.models.states import (
    IN_USE,
    MOST_ADVANCED_FIRST,
    VALID_STANDINGS,
    Party,
    Standing,
    Status,
    StopReason,
)
from catalogue.deployments.models.usage_import import ImportOutcome, NameInOpenFile, UsageImport

__all__ = [
    "IN_USE",
    "MOST_ADVANCED_FIRST",
    "OPEN_STATES",
    "UNTOLD",
    "VALID_STANDINGS",
    "WITHOUT_ACCOUNT",
    "Act",
    "AdoptionRequest",
    "AreaUse",
    "Batch",
    "BatchState",
    "Channel",
    "Deployment",
    "DeploymentEvent",
    "DeploymentQuerySet",
    "Function",
    "ImportOutcome",
    "NameInOpenFile",
    "OrganisationUse",
    "Party",
    "PlaceUse",
    "RequestEvent",
    "RequestState",
    "RequestedService",
    "ServiceFigures",
    "Standing",
    "Status",
    "StopReason",
    "UsageImport",
]

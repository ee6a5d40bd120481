"""What the team of a service has to do, and what it waits for."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from catalogue.deployments.models import COUNTED, IN_USE, Deployment, RequestedService, Standing
from catalogue.foundation.french_order import french_order
from catalogue.services.models import ServicePage
from store.spaces.maintainer.signature_states import SITUATIONS, TO_CONFIRM, in_situation


@dataclass(frozen=True)
class Summary:
    service: ServicePage
    in_use: int
    to_confirm: int


@dataclass(frozen=True)
class Todo:
    """`ours`: up to the team; otherwise it waits for somebody else."""

    label: str
    hint: str
    count: int
    url: str
    ours: bool


def summaries_of(services: QuerySet[ServicePage]) -> list[Summary]:
    """One query, whatever the number of services."""
    in_use = Q(deployments__status__in=IN_USE, deployments__standing__in=COUNTED)
    declared = Q(deployments__in=Deployment.objects.filter(SITUATIONS[TO_CONFIRM].wanted))
    counted = services.annotate(
        in_use=Count("deployments", filter=in_use), to_confirm=Count("deployments", filter=declared)
    )
    ordered = sorted(counted, key=lambda service: french_order(service.title))
    return [Summary(service, service.in_use, service.to_confirm) for service in ordered]


def todo_of(service: ServicePage) -> list[Todo]:
    """Only those with a count. What both parties signed waits for nobody."""
    address = reverse("maintainer-deployments", args=[service.slug])
    requests = Todo(
        label="Demandes à traiter",
        hint="Des collectivités veulent utiliser le service et attendent votre réponse.",
        count=RequestedService.objects.open().filter(service=service).count(),
        url=reverse("maintainer-requests", args=[service.slug]),
        ours=True,
    )
    found = [
        Todo(
            label=situation.label,
            hint=situation.hint,
            count=in_situation(service, key).count(),
            url=f"{address}?signature={key}",
            ours=key == TO_CONFIRM,
        )
        for key, situation in SITUATIONS.items()
        if key != Standing.CONFIRMEE
    ]
    return [todo for todo in (requests, *found) if todo.count]

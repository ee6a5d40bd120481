"""« Espace mainteneur »: my services, and for each of them what the team has to do and what it waits for."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalogue.deployments.adoption import adoption_of, counts_of
from catalogue.deployments.models import RequestedService, ServiceFigures, Standing
from catalogue.foundation.french import french_order
from catalogue.services.models import ServicePage
from catalogue.services.rules.asked_facts import not_said
from store.accounts.guards import only
from store.accounts.people import person_of
from store.accounts.policies import Action
from store.spaces.maintainer.service_pages import for_service, show
from store.spaces.maintainer.signature_states import SITUATIONS, TO_CONFIRM


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
    ordered = sorted(services.select_related("figures"), key=lambda service: french_order(service.title))
    return [_summary(service, getattr(service, "figures", ServiceFigures())) for service in ordered]


def _summary(service: ServicePage, figures: ServiceFigures) -> Summary:
    return Summary(service, figures.in_use, SITUATIONS[TO_CONFIRM].count_in(figures.counts))


def todo_of(service: ServicePage) -> list[Todo]:
    """Only those with a count. What both parties signed waits for nobody."""
    address, counts = reverse("maintainer-deployments", args=[service.slug]), counts_of(service)
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
            count=situation.count_in(counts),
            url=f"{address}?signature={key}",
            ours=key == TO_CONFIRM,
        )
        for key, situation in SITUATIONS.items()
        if key != Standing.CONFIRMEE
    ]
    return [todo for todo in (requests, *found) if todo.count]


@require_safe
@never_cache
@only(Action.OPEN_MAINTAINER_SPACE)
def services(request: HttpRequest) -> HttpResponse:
    own = ServicePage.objects.filter(pk__in=person_of(request.user).maintained)
    return render(request, "spaces/maintainer/services.html", {"summaries": summaries_of(own)})


@require_safe
@for_service(Action.REPORT_DEPLOYMENTS)
def service(request: HttpRequest, service: ServicePage) -> HttpResponse:
    todo = todo_of(service)
    context = {
        "ours": [todo for todo in todo if todo.ours],
        "theirs": [todo for todo in todo if not todo.ours],
        "adoption": adoption_of(service),
        "not_said": not_said(service),
    }
    return show(request, service, "spaces/maintainer/service.html", context)

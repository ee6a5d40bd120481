"""« Espace mainteneur »: my services, and the overview of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalogue.deployments.adoption import adoption_of
from catalogue.services.models import ServicePage
from store.accounts.guards import only
from store.accounts.people import person_of
from store.accounts.policies import Action
from store.spaces.maintainer.figures import figures_of
from store.spaces.maintainer.service_pages import for_service, show
from store.spaces.maintainer.summary import summaries_of, todo_of


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
        "figures": figures_of(service),
    }
    return show(request, service, "spaces/maintainer/service.html", context)

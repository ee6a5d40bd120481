"""The deployments of a service as a file: the CSV is also the template of an import."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from catalogue.deployments.bulk import COLUMNS, template_of
from catalogue.foundation.spreadsheets import XLSX, table_file
from catalogue.services.models import ServicePage
from store.accounts.policies import Action
from store.spaces.maintainer.service_pages import for_service


@require_safe
@for_service(Action.REPORT_DEPLOYMENTS)
def export(request: HttpRequest, service: ServicePage, ending: str) -> HttpResponseBase:
    name = f"deploiements-{service.slug}"
    if ending == "csv":
        response = HttpResponse(template_of(service), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    if ending != XLSX:
        raise Http404("Ce format n'existe pas.")
    uses = service.deployments.select_related("organisation__territory").order_by("organisation__name", "pk")
    rows = ([column.write(use) for column in COLUMNS] for use in uses)
    return table_file(XLSX, name, "Déploiements", ([column.name for column in COLUMNS], *rows))

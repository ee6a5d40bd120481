"""The deployments of a service as a file: the CSV is also the template of an import."""

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from catalogue.deployments.bulk import COLUMNS, template_of
from catalogue.foundation.text import cleaned
from catalogue.services.models import ServicePage
from store.accounts.policies import Action
from store.spaces.maintainer.service_pages import for_service

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@for_service(Action.REPORT_DEPLOYMENTS)
def export(request: HttpRequest, service: ServicePage, ending: str) -> HttpResponse:
    if ending == "csv":
        response = HttpResponse(template_of(service), content_type="text/csv; charset=utf-8")
    elif ending == "xlsx":
        response = HttpResponse(_workbook(service), content_type=XLSX)
    else:
        raise Http404("Ce format n'existe pas.")
    response["Content-Disposition"] = f'attachment; filename="deploiements-{service.slug}.{ending}"'
    return response


def _workbook(service: ServicePage) -> bytes:
    """Every cell is text: spreadsheets compute nothing."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Déploiements")
    sheet.append([column.name for column in COLUMNS])
    rows = service.deployments.select_related("organisation__territory")
    for row in rows.order_by("organisation__name", "pk"):
        cells = [WriteOnlyCell(sheet, cleaned(column.write(row))) for column in COLUMNS]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    content = BytesIO()
    book.save(content)
    return content.getvalue()

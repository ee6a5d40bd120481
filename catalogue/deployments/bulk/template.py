"""The file to download, fill in and send back: the service's deployments as they are."""

import csv
import io

from catalogue.deployments.bulk.columns import COLUMNS
from catalogue.foundation.spreadsheets import neutral
from catalogue.services.models import ServicePage


def template_of(service: ServicePage) -> bytes:
    """As French spreadsheets open it without a question; sent back as it is, it changes nothing."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(column.name for column in COLUMNS)
    rows = service.deployments.select_related("organisation__territory")
    for row in rows.order_by("organisation__name", "pk"):
        writer.writerow(neutral(column.write(row)) for column in COLUMNS)
    return text.getvalue().encode("utf-8-sig")

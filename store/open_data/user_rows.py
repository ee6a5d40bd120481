"""The users of a service as rows: what the page of its users says."""

from collections.abc import Iterator

from catalogue.deployments.users import SHOWN, row_of, users_of
from catalogue.deployments.users_filter import UserFilter
from catalogue.foundation.spreadsheets import Row
from catalogue.services.models import ServicePage

HEADINGS = (
    "Service",
    "Organisation",
    "Nature",
    "SIREN",
    "Territoire",
    "Code du territoire",
    "Statut",
    "Depuis",
    "Jusqu'au",
    "Signature",
    "Sites pilotes",
    "Source",
    "Donnée de démonstration",
)
_READ = (*SHOWN, "organisation__siren", "organisation__territory__name", "territory__name")
_AT_ONCE = 500


def rows_of_users(service: ServicePage, asked: UserFilter) -> Iterator[Row]:
    """Headings first; what the page with that filter lists. Months, as on the page: few dates are known to the day."""
    yield HEADINGS
    uses = users_of(service, asked).only(*_READ)
    for use in uses.iterator(chunk_size=_AT_ONCE):
        row, place = row_of(use), use.organisation.territory or use.territory
        yield (
            service.title,
            row.organisation,
            row.kind,
            use.organisation.siren,
            place.name if place else "",
            place.key if place else "",
            row.status,
            f"{use.since:%Y-%m}" if use.since else "",
            f"{use.until:%Y-%m}" if use.until else "",
            row.signature,
            " ; ".join(row.pilot_sites),
            "" if row.is_demo else row.source,
            "oui" if row.is_demo else "non",
        )

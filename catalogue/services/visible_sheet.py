"""A sheet by its slug, for the pages beside it."""

from catalogue.foundation.prepared_queries import MOMENT, PreparedObjects
from catalogue.services.models import ServicePage
from catalogue.services.rules.visibility import closed_to


def visible_sheet(slug: str, user) -> ServicePage | None:
    """As `visible_to` shows it in lists: a password for the sheet does not open it. One query."""
    closed = closed_to(user)
    return next((page for page in _BY_SLUG.find(slug) if not page.path.startswith(closed)), None)


_BY_SLUG: PreparedObjects[ServicePage] = PreparedObjects(
    lambda slug: ServicePage.objects.shown_at(MOMENT).filter(slug=slug), "\x01"
)

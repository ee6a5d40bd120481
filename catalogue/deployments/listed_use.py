"""Totals of the catalogue: organisations and territories that use at least one public service."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db.models import F

from catalogue.deployments.models import Deployment, OrganisationUse, PlaceUse
from catalogue.foundation.chunks import chunks
from catalogue.services.models import ServicePage

_AT_ONCE = 500


class State(NamedTuple):
    """Columns of `ServiceFigures` that depend on the page."""

    listed: bool
    expires: datetime | None
    first_published: datetime | None


def states_of(services: Iterable[int]) -> dict[int, State]:
    states = {}
    for some in chunks(sorted(set(services)), _AT_ONCE):
        pages = ServicePage.objects.filter(pk__in=some)
        open_to_all = set(pages.live().current().open_to(None).values_list("pk", flat=True))
        for pk, *moments in pages.values_list("pk", "expire_at", "first_published_at"):
            states[pk] = State(pk in open_to_all, *moments)
    return states


UseCounter = TypeVar("UseCounter", OrganisationUse, PlaceUse)


def count_services(model: type[UseCounter], pks: set[int], sign: int) -> None:
    """Rows are never deleted, and are locked in order, since others may be counting the same ones."""
    for some in chunks(sorted(pks), _AT_ONCE):
        if sign > 0:
            model.objects.bulk_create([model(pk=pk) for pk in some], ignore_conflicts=True)
        rows = model.objects.filter(pk__in=some)
        list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        rows.update(services=F("services") + sign)


def count_users_of(service: int, sign: int) -> None:
    users = Deployment.objects.in_use().filter(service=service).order_by()
    count_services(OrganisationUse, set(users.values_list("organisation_id", flat=True)), sign)
    places = users.exclude(territory=None).values_list("territory_id", flat=True)
    count_services(PlaceUse, set(places), sign)

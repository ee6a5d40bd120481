"""Compares the stored figures with a fresh count of the rows: `manage.py check_figures`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count

from catalogue.deployments.models import AreaUse, Deployment, OrganisationUse, PlaceUse, ServiceFigures
from catalogue.deployments.use_figures import recount, relist
from catalogue.foundation.bitmap import Bitmap
from catalogue.foundation.chunks import chunks
from catalogue.services.models import ServicePage
from catalogue.territories.inside import count_inside
from catalogue.territories.models import Territory

_AT_ONCE = 500


class Difference(NamedTuple):
    """`of`: « service 12 », or a table of totals and the key of its row."""

    of: str
    what: str
    kept: object
    counted: object


def differences() -> Iterator[Difference]:
    """Where stored figures differ from a fresh count. Nothing is written."""
    counted = Deployment.objects.order_by().values_list("service_id", flat=True).distinct()
    public = ServicePage.objects.public().order_by("pk").values_list("pk", flat=True)
    for pk in sorted({*counted, *public, *ServiceFigures.objects.values_list("pk", flat=True)}):
        with transaction.atomic():
            kept = _snapshot(pk)
            recount([pk])
            fresh = _snapshot(pk)
            transaction.set_rollback(True)
        for what in sorted(kept.keys() | fresh.keys()):
            if kept.get(what) != fresh.get(what):
                yield Difference(f"service {pk}", what, kept.get(what), fresh.get(what))
    for model, column in _OF_CATALOGUE:
        held = dict(model.objects.filter(services__gt=0).values_list("pk", "services"))
        listed = _services_by(column)
        for pk in sorted(held.keys() | listed.keys()):
            if held.get(pk) != listed.get(pk):
                yield Difference(f"{model._meta.verbose_name} {pk}", "services", held.get(pk), listed.get(pk))


@transaction.atomic
def recount_everything() -> int:
    """Returns how many services have figures. Recounts what each territory contains too."""
    count_inside(Territory.objects.filter(inner_links__isnull=False).distinct().values_list("pk", flat=True))
    used = set(Deployment.objects.order_by().values_list("service_id", flat=True).distinct())
    known = set(ServiceFigures.objects.values_list("pk", flat=True))
    for some in chunks(sorted(used | known), _AT_ONCE):
        recount(some)
    relist(ServicePage.objects.live().order_by("pk").values_list("pk", flat=True))
    recount_catalogue()
    return ServiceFigures.objects.count()


def recount_catalogue() -> None:
    """Who uses something that anybody may see, from `ServiceFigures.listed` and the rows."""
    model: Any
    for model, column in _OF_CATALOGUE:
        model.objects.all().delete()
        rows = [model(pk=pk, services=number) for pk, number in _services_by(column).items()]
        model.objects.bulk_create(rows, batch_size=_AT_ONCE)


_OF_CATALOGUE = ((OrganisationUse, "organisation_id"), (PlaceUse, "territory_id"))


def _services_by(column: str) -> dict[int, int]:
    listed = Deployment.objects.in_use().filter(service__figures__listed=True, **{f"{column}__isnull": False})
    counted = listed.order_by().values(column).annotate(services=Count("service_id", distinct=True))
    return dict(counted.values_list(column, "services"))


def _snapshot(pk: int) -> dict[str, Any]:
    """Each figure by its name."""
    row: dict[str, Any] = dict(ServiceFigures.objects.filter(pk=pk).values().first() or {})
    said: dict[str, Any] = {name: value for name, value in row.items() if name not in ("counts", "days")}
    for name in ("users", "made_up_users"):
        said[name] = Bitmap.read(row.get(name, b"")).number()
    said |= row.get("counts", {}) | {f"jour {key}": number for key, number in row.get("days", {}).items()}
    areas = AreaUse.objects.filter(service=pk).values_list("area", "kind", "stratum", "places", "made_up")
    return said | {f"territoire {area} {kind} {size}": numbers for area, kind, size, *numbers in areas}

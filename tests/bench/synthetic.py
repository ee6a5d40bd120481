"""A synthetic catalogue of any size, written in bulk: pages, vocabularies, deployments, the outbox.

Reproducible: a size and a seed make the same catalogue, and the writer whose words questions are then made of.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from tqdm import tqdm
from wagtail.models import Locale, Page, Site

from catalogue.deployments.checking_figures import recount_catalogue
from catalogue.deployments.figure_keys import UseRecord, count_keys_of, days_of
from catalogue.deployments.models import AreaUse, Deployment, ServiceFigures, Status
from catalogue.deployments.territory_places import TerritoryPlace, places_of
from catalogue.deployments.use_figures import FRANCE, place_keys
from catalogue.foundation.bitmap import Bitmap
from catalogue.foundation.chunks import chunks
from catalogue.services.models import (
    Audience,
    CataloguePage,
    Connection,
    Family,
    LegalVehicle,
    Phase,
    Rgaa,
    ServicePage,
    Theme,
)
from search.engines import get_engine
from search.models import DirtyDocument
from tests.bench.bulk import Row, Table, hurry, settle
from tests.bench.places import users
from tests.bench.words import Writer

_BATCH = 5_000
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
_VOCABULARIES = (
    (Theme, "themes", 30, (1, 3)),
    (Audience, "audiences", 13, (1, 5)),
    (Connection, "connections", 6, (0, 2)),
)
_BODY = (30, 260)
"""How many words, stop words apart: on average as many as in the sheets of the demo catalogue."""
_TERRITORIES_COUNTED_UP_TO = 100_000
_TITLES = ("title", "draft_title")
_MOMENTS = ("first_published_at", "last_published_at")
_OF_A_PAGE = ("id", "path", "slug", "url_path", "translation_key", *_TITLES, *_MOMENTS)
_OF_A_SHEET = ("page_ptr_id", "action", "summary", "body", "phase", "family", "rgaa_state", "licence", "vehicle_id")
_OF_A_USE = ("service_id", "organisation_id", "territory_id", "status")


def writer_of(seed: int) -> Writer:
    return Writer(Random(seed))


def fill(size: int, seed: int = 1) -> None:
    writer = writer_of(seed)
    hurry()
    filling = _Filling(writer)
    progress = tqdm(total=size, desc=f"Catalogue of {size}", unit="service", mininterval=1)
    for start in range(0, size, _BATCH):
        numbers = range(start, min(start + _BATCH, size))
        with transaction.atomic():
            filling.write(numbers)
        progress.update(len(numbers))
    progress.close()
    Page.objects.filter(pk=filling.catalogue.pk).update(numchild=size)
    settle([Page, Deployment, DirtyDocument, *(_through(name) for _, name, *_ in _VOCABULARIES)])
    _count(size)


def _count(size: int) -> None:
    """The figures that each write would have kept, counted in bulk."""
    services = list(ServicePage.objects.order_by("pk").values_list("pk", "first_published_at"))
    places = places_of(Deployment.objects.order_by().values_list("territory_id", flat=True).distinct())
    for some in tqdm(list(chunks(services, _BATCH)), desc="Figures", unit=f"{_BATCH} services", mininterval=1):
        first, last = some[0][0], some[-1][0]
        uses: dict[int, list[UseRecord]] = {}
        rows = Deployment.objects.filter(service__gte=first, service__lte=last).values_list(*UseRecord._fields)
        for row in rows:
            uses.setdefault(row[1], []).append(UseRecord(*row))
        with transaction.atomic():
            ServiceFigures.objects.bulk_create(
                (_figures(pk, published, uses.get(pk, []), places) for pk, published in some), batch_size=_BATCH
            )
            if size <= _TERRITORIES_COUNTED_UP_TO:
                AreaUse.objects.bulk_create(_areas(uses, places), batch_size=_BATCH)
    recount_catalogue()


def _figures(pk: int, published: datetime, uses: list[UseRecord], places: dict[int, TerritoryPlace]) -> ServiceFigures:
    counts: Counter[str] = Counter()
    days: Counter[str] = Counter()
    users = Bitmap()
    for use in uses:
        counts.update(count_keys_of(use, places[use.territory_id] if use.territory_id else None))
        days.update(days_of(use, ()))
        users.put(use.organisation_id, present=True)
    used = {use.territory_id for use in uses if use.territory_id}
    for territory in used:
        counts.update(place_keys(places[territory]))
    return ServiceFigures(
        pk=pk,
        listed=True,
        first_published=published,
        in_use=len(uses),
        deployed=sum(use.status == Status.EN_PRODUCTION for use in uses),
        population=sum(places[pk].population for pk in used if not places[pk].whole & used),
        counts=counts,
        days=days,
        users=users.written(),
    )


def _areas(uses: dict[int, list[UseRecord]], places: dict[int, TerritoryPlace]) -> Iterator[AreaUse]:
    for pk, its in uses.items():
        found: Counter[tuple[int, str, str]] = Counter()
        for territory in {use.territory_id for use in its if use.territory_id}:
            place = places[territory]
            found.update((area, kind, size) for area in place.around for kind, size in _kinds(place))
            found[FRANCE, place.kind, place.stratum] += 1
        for (area, kind, size), number in found.items():
            yield AreaUse(area=area, kind=kind, stratum=size, service_id=pk, places=number)


def _kinds(place: TerritoryPlace) -> tuple[tuple[str, str], ...]:
    return (place.kind, place.stratum), ("", "")


class _Filling:
    """What all the rows of one catalogue share."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.catalogue = _site()
        self.first = Page.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
        self.terms = {name: _vocabulary(model, count) for model, name, count, _ in _VOCABULARIES}
        self.vehicles = _vocabulary(LegalVehicle, 9)
        self.users = users(writer.rng)
        sheet = ServicePage(**_as_a_child(self.catalogue))
        inherited = {field.attname: getattr(sheet, field.attname) for field in Page._meta.concrete_fields}
        self.pages = Table(Page(**inherited), _OF_A_PAGE)
        self.sheets = Table(sheet, _OF_A_SHEET)
        self.uses = Table(Deployment(), _OF_A_USE)
        self.outbox = Table(DirtyDocument(engine=get_engine().name, version=1, indexed=1), ("document_id",))

    def write(self, numbers: range) -> None:
        self.pages.insert(map(self._page, numbers))
        self.sheets.insert(map(self._sheet, numbers))
        for _, name, _, (fewest, most) in _VOCABULARIES:
            self._relate(numbers, name, fewest, most)
        self.uses.insert(self._uses(numbers))
        self.outbox.insert((self.first + number,) for number in numbers)

    def _page(self, number: int) -> Row:
        rng = self.writer.rng
        title = f"{self.writer.phrase(2, 40)} {self.writer.name()}"
        slug = f"service-{number}"
        path = Page._get_path(self.catalogue.path, self.catalogue.depth + 1, number + 1)
        moment = NEWEST - timedelta(minutes=rng.randrange(1_000_000))
        address = f"{self.catalogue.url_path}{slug}/"
        return self.first + number, path, slug, address, UUID(int=number), title, title, moment, moment

    def _sheet(self, number: int) -> Row:
        writer, rng = self.writer, self.writer.rng
        body = [{"type": "text", "value": f"<p>{writer.text(rng.randrange(*_BODY))}</p>", "id": str(UUID(int=number))}]
        return (
            self.first + number,
            writer.phrase(7, 110),
            writer.phrase(14, 150),
            body,
            rng.choice(Phase.values),
            rng.choice(Family.values),
            rng.choice(Rgaa.values),
            rng.choice(["", "MIT", "AGPL-3.0-only"]),
            rng.choice(self.vehicles),
        )

    def _relate(self, numbers: range, name: str, fewest: int, most: int) -> None:
        rng, terms = self.writer.rng, self.terms[name]
        through = _through(name)
        term = ServicePage._meta.get_field(name).m2m_reverse_field_name()  # type: ignore[union-attr]  # themes and audiences are
        Table(through(), ("servicepage_id", f"{term}_id")).insert(
            (self.first + number, chosen)
            for number in numbers
            for chosen in rng.sample(terms, rng.randint(fewest, most))
        )

    def _uses(self, numbers: range) -> Iterator[Row]:
        rng = self.writer.rng
        for number in numbers:
            for user in rng.sample(self.users, rng.choice([0, 0, 1, 2, 4])):
                status = rng.choice([Status.PILOTE, Status.EN_DEPLOIEMENT, Status.EN_PRODUCTION, Status.EN_PRODUCTION])
                yield self.first + number, user.pk, user.territory_id, status


def _site() -> CataloguePage:
    if there := CataloguePage.objects.first():
        return there
    Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node()
    catalogue = root.add_child(instance=CataloguePage(title="Services", slug="services"))
    home = root.get_children().exclude(pk=catalogue.pk).first()
    catalogue.move(home, pos="last-child")
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    return CataloguePage.objects.get()


def _as_a_child(catalogue: CataloguePage) -> dict[str, Any]:
    return {
        "depth": catalogue.depth + 1,
        "live": True,
        "locale_id": catalogue.locale_id,
        "content_type_id": ContentType.objects.get_for_model(ServicePage).pk,
    }


def _vocabulary(model, count: int) -> list[int]:
    terms = (model(name=f"{model._meta.verbose_name} {n}", slug=f"{model.__name__.lower()}-{n}") for n in range(count))
    return [term.pk for term in model.objects.bulk_create(terms)]


def _through(name: str) -> Any:
    relation: Any = ServicePage._meta.get_field(name)
    return relation.remote_field.through

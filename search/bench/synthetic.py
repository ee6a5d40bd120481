"""A synthetic catalogue of any size, written in bulk: pages, vocabularies, territories, deployments, both indexes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from tqdm import tqdm
from wagtail.models import Locale, Page, Site
from wagtail.search.backends import get_search_backend

from catalogue.deployments.models import Deployment, Status
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
from catalogue.territories.models import Containment, Organisation, Territory
from search.bench.words import Writer

_BATCH = 2_000
_NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
_VOCABULARIES = (
    (Theme, "themes", 30, (1, 3)),
    (Audience, "audiences", 13, (1, 5)),
    (Connection, "connections", 6, (0, 2)),
)
_REGIONS, _DEPARTEMENTS, _ORGANISATIONS = 18, 101, 600
Numbers = range


def fill(size: int, seed: int = 1) -> Writer:
    """Returns the writer, whose words questions are then made of."""
    rng = Random(seed)  # noqa: S311  reproducible on purpose
    writer = Writer(rng)
    catalogue = _site()
    terms = {name: _vocabulary(model, count) for model, name, count, _ in _VOCABULARIES}
    vehicles = _vocabulary(LegalVehicle, 9)
    users = _users(rng)
    progress = tqdm(total=size, desc=f"Catalogue of {size}", unit="service")
    for start in range(0, size, _BATCH):
        numbers = range(start, min(start + _BATCH, size))
        with transaction.atomic():
            pages = _pages(numbers, catalogue, writer, vehicles)
            _relate(pages, terms, rng)
            _deploy(pages, users, rng)
        progress.update(len(numbers))
    progress.close()
    Page.objects.filter(pk=catalogue.pk).update(numchild=size)
    return writer


def index_with_wagtail() -> None:
    """What `update_index` does, with the fields that a Wagtail user would declare (see wagtail_side)."""
    backend = get_search_backend()
    index = backend.get_index_for_model(ServicePage)
    ids = list(ServicePage.objects.order_by("pk").values_list("pk", flat=True))
    for start in tqdm(range(0, len(ids), _BATCH), desc="Wagtail's index", unit=f"{_BATCH} services"):
        with transaction.atomic():
            index.add_items(ServicePage, list(ServicePage.objects.filter(pk__in=ids[start : start + _BATCH])))


def _site() -> CataloguePage:
    Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node()
    catalogue = root.add_child(instance=CataloguePage(title="Services", slug="services"))
    home = root.get_children().exclude(pk=catalogue.pk).first()
    catalogue.move(home, pos="last-child")
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    return CataloguePage.objects.get()


def _vocabulary(model, count: int) -> list:
    terms = (model(name=f"{model._meta.verbose_name} {n}", slug=f"{model.__name__.lower()}-{n}") for n in range(count))
    return model.objects.bulk_create(terms)


def _users(rng: Random) -> list[Organisation]:
    """Organisations of communes spread over départements and régions, the first of which have most of the users."""
    regions = _territories("region", _REGIONS)
    departements = _territories("departement", _DEPARTEMENTS)
    communes = _territories("commune", _ORGANISATIONS)
    links = [Containment(container=regions[n % _REGIONS], member=place) for n, place in enumerate(departements)]
    links += [
        Containment(container=departements[int(_DEPARTEMENTS * rng.random() ** 2)], member=place) for place in communes
    ]
    Containment.objects.bulk_create(links)
    return Organisation.objects.bulk_create(
        Organisation(name=place.name, kind="collectivite", territory=place) for place in communes
    )


def _territories(kind: str, count: int) -> list[Territory]:
    places = [Territory(kind=kind, code=f"{n:05}", name=f"{kind} {n}", population=1_000 + n) for n in range(count)]
    for place in places:
        place.derive()
    return Territory.objects.bulk_create(places)


def _pages(numbers: Numbers, catalogue: CataloguePage, writer: Writer, vehicles: list) -> list[ServicePage]:
    """Django has no bulk_create for a model with a parent: rows of pages first, then rows of sheets."""
    pages = [_page(number, catalogue, writer, vehicles) for number in numbers]
    inherited = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create(Page(**{name: getattr(page, name) for name in inherited}) for page in pages)
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.page_ptr_id = row.pk
    fields = ServicePage._meta.local_concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{ServicePage._meta.db_table}" ({names}) VALUES ({holes})',  # noqa: S608  our own names
            [[f.get_db_prep_save(getattr(page, f.attname), connection) for f in fields] for page in pages],
        )
    return pages


def _page(number: int, catalogue: CataloguePage, writer: Writer, vehicles: list) -> ServicePage:
    rng = writer.rng
    title = writer.phrase(3, 60)
    moment = _NEWEST - timedelta(minutes=rng.randrange(1_000_000))
    return ServicePage(
        **_as_a_child(number, catalogue),
        title=title,
        draft_title=title,
        first_published_at=moment,
        last_published_at=moment,
        action=writer.phrase(7, 110),
        summary=writer.phrase(14, 150),
        body=json.dumps([{"type": "text", "value": f"<p>{writer.text(50)}</p>"}]),
        phase=rng.choice(Phase.values),
        family=rng.choice(Family.values),
        rgaa_state=rng.choice(Rgaa.values),
        licence=rng.choice(["", "MIT", "AGPL-3.0-only"]),
        vehicle=rng.choice(vehicles),
    )


def _as_a_child(number: int, catalogue: CataloguePage) -> dict:
    slug = f"service-{number}"
    return {
        "path": Page._get_path(catalogue.path, catalogue.depth + 1, number + 1),
        "depth": catalogue.depth + 1,
        "slug": slug,
        "url_path": f"{catalogue.url_path}{slug}/",
        "live": True,
        "locale_id": catalogue.locale_id,
        "translation_key": uuid4(),
        "content_type_id": ContentType.objects.get_for_model(ServicePage).pk,
    }


def _relate(pages: list[ServicePage], terms: dict[str, list], rng: Random) -> None:
    for _, name, _, (fewest, most) in _VOCABULARIES:
        relation: Any = ServicePage._meta.get_field(name)
        through = relation.remote_field.through
        term = f"{relation.m2m_reverse_field_name()}_id"
        through.objects.bulk_create(
            through(servicepage_id=page.pk, **{term: chosen.pk})
            for page in pages
            for chosen in rng.sample(terms[name], rng.randint(fewest, most))
        )


def _deploy(pages: list[ServicePage], users: list[Organisation], rng: Random) -> None:
    Deployment.objects.bulk_create(list(_deployments(pages, users, rng)))


def _deployments(pages: list[ServicePage], users: list[Organisation], rng: Random) -> Iterator[Deployment]:
    for page in pages:
        for user in rng.sample(users, rng.choice([0, 0, 1, 2, 4])):
            yield Deployment(
                service_id=page.pk,
                organisation=user,
                territory_id=user.territory_id,
                status=rng.choice([Status.PILOTE, Status.EN_DEPLOIEMENT, Status.EN_PRODUCTION, Status.EN_PRODUCTION]),
            )

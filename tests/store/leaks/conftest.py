"""A town inside a département, and a sheet about to be hidden that both use."""

import pytest

from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.announcing import announce
from tests import factories
from tests.store.leaks.hiding import CANARY


@pytest.fixture
def town(db):
    department = factories.make_territory("Loire", kind="departement", code="42", population=760_000)
    town = factories.make_territory("Saint-Étienne", code="42218", inside=(department,), population=173_000)
    factories.make_organisation("Saint-Étienne", territory=town)
    factories.make_organisation("Département de la Loire", territory=department)
    return town


@pytest.fixture
def hidden(catalogue, town):
    theme = factories.make_theme("Registres")
    factories.make_service("Autre registre", themes=[theme])
    factories.make_service("Cantine", action="Commander les repas")  # or else no word tells two sheets from the others
    page = factories.make_service(
        f"Registre {CANARY}",
        slug="registre-cache",
        action=f"Tenir un registre {CANARY}",
        summary=f"Un registre {CANARY}.",
        problem=f"<p>Le registre {CANARY} manque.</p>",
        owned_by=factories.make_organisation(f"Agence {CANARY}"),
        themes=[theme],
        published=False,
    )
    announce(page, AnnouncementKind.VERSION, "Version 2")
    factories.pin("tenir nos listes", page)
    for organisation in town.organisations.all():
        factories.make_deployment(page, organisation)
    for container in town.containers.all():
        factories.make_deployment(page, container.organisations.get())
    return page
